"""The contract of `ports.NoteEnricher`; moto has no synchronous executions."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import make_client
from callnotes.adapters.sfn_enricher import WORKFLOW_SECONDS, StepFunctionsEnricher
from callnotes.domain.enrichment import Findings
from callnotes.domain.errors import EnrichmentFailed, Unavailable
from faults.rule import Fault
from tests.builders import make_content, make_note
from tests.faults.messages import FOUND_OUT, ended
from tests.faults.rules import Faults, Rule, refused
from tests.workflows.mocked import read_definition

pytestmark = pytest.mark.usefixtures("cloud")
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:enrich"
NOTE = make_note(make_content("SECRET", customer_id="customer-1"), version=3)


@pytest.fixture
def enricher() -> StepFunctionsEnricher:
    return StepFunctionsEnricher(make_client("stepfunctions", tries=1), MACHINE)


def test_what_the_workflow_found_out_is_returned(
    enricher: StepFunctionsEnricher, faults: Faults
) -> None:
    faults.add(ended(FOUND_OUT))
    assert enricher.find_out(NOTE) == Findings("ko", 1.0, "premium", 1)


def test_a_part_that_failed_has_the_name_of_its_error(
    enricher: StepFunctionsEnricher, faults: Faults
) -> None:
    failed = {"tier": None, "open_bookings": None, "error": "DynamoDB.InternalServerError"}
    faults.add(ended(FOUND_OUT | {"customer": failed}))
    errors = {"customer": "DynamoDB.InternalServerError"}
    assert enricher.find_out(NOTE) == Findings("ko", 1.0, errors=errors)  # type: ignore[arg-type]


def test_only_ids_are_sent(
    enricher: StepFunctionsEnricher, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    def start(**request: Any) -> dict[str, str]:
        sent.append(request)
        return {"status": "SUCCEEDED", "output": json.dumps(FOUND_OUT)}

    monkeypatch.setattr(enricher.client, "start_sync_execution", start)
    enricher.find_out(NOTE)
    ids = {"tenant": "hanbit", "note_id": NOTE.note_id, "customer_id": "customer-1"}
    assert sent == [
        {"stateMachineArn": MACHINE, "name": f"{NOTE.note_id}-3", "input": json.dumps(ids)}
    ]


@pytest.mark.parametrize("status", ["FAILED", "TIMED_OUT"])
def test_an_execution_that_did_not_succeed_is_named(
    enricher: StepFunctionsEnricher, faults: Faults, status: str
) -> None:
    faults.add(ended(None, status))
    with pytest.raises(EnrichmentFailed, match=status):
        enricher.find_out(NOTE)


@pytest.mark.parametrize("code", ["ThrottlingException", "TooManyRequestsException"])
def test_a_start_that_is_throttled_is_unavailable(
    enricher: StepFunctionsEnricher, faults: Faults, code: str
) -> None:
    faults.add(refused("sfn", "StartSyncExecution", code))
    with pytest.raises(Unavailable):
        enricher.find_out(NOTE)


@pytest.mark.parametrize("fault", ["drop", "error_before"])
def test_a_workflow_that_does_not_answer_is_unavailable(
    enricher: StepFunctionsEnricher, faults: Faults, fault: Fault
) -> None:
    faults.add(Rule("sfn", "StartSyncExecution", fault, status=0))
    with pytest.raises(Unavailable):
        enricher.find_out(NOTE)


@pytest.mark.parametrize("code", ["AccessDeniedException", "StateMachineDoesNotExist"])
def test_what_no_retry_mends_is_an_error(
    enricher: StepFunctionsEnricher, faults: Faults, code: str
) -> None:
    faults.add(refused("sfn", "StartSyncExecution", code))
    with pytest.raises(ClientError):
        enricher.find_out(NOTE)


def test_the_caller_waits_longer_than_the_workflow_runs() -> None:
    assert read_definition("enrich_note")["TimeoutSeconds"] < WORKFLOW_SECONDS
