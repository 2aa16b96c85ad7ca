"""An escalation when a dependency is away, slow, or its reply is lost."""

from collections import Counter
from typing import Any

import pytest

from callnotes.adapters import moments
from callnotes.adapters.clients import CONNECT_SECONDS, READ_SECONDS, TRIES, make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.kms_token_vault import KMSTokenVault
from callnotes.api.escalation_routes import CREATE_ESCALATION, DECIDE_ESCALATION, GET_ESCALATION
from callnotes.domain.errors import Unavailable
from callnotes.domain.escalation import SealedToken
from faults.rule import Fault
from tests.adapters.test_moments import Clock
from tests.builders import later, make_decision_request, make_escalation
from tests.faults.cases import decide, request_of
from tests.faults.desk import CUSTOMER, Answer, Desk
from tests.faults.rules import ALWAYS, Faults, Rule
from tests.metrics import read_metrics
from tests.template import functions

SLOW_TRIES = {"dynamodb": 2, "sfn": 1, "kms": 1}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "time", Clock())


def longest(tries: int) -> float:
    return tries * (CONNECT_SECONDS + READ_SECONDS) + sum(1 << n for n in range(tries - 1))


def given_waiting(desk: Desk) -> dict[str, Any]:
    """Return the request to decide an escalation that waits, with a token that opens."""
    parts = decide(desk, "deciding")
    escalation_id = parts["path"]["escalation_id"]
    resources = desk.cloud.resources
    vault = KMSTokenVault(make_client("kms"), resources["TaskTokenKey"])
    token = SealedToken(vault.seal_token(desk.tenant, escalation_id, "token"), later(60))
    case = make_escalation(escalation_id=escalation_id)
    request = make_decision_request(case)
    store = DynamoDBEscalations(make_client("dynamodb"), resources["Table"])
    waits = type(request)(desk.tenant, escalation_id, "token", request.opinions, request.deadline)
    assert store.await_decision(waits, token, later(1)) is None
    desk.cloud.faults.clear()
    return parts


def send(desk: Desk, parts: dict[str, Any]) -> Answer:
    return desk.send(DECIDE_ESCALATION, **parts)


@pytest.mark.parametrize(("service", "operation"), [("kms", "Decrypt"), ("sfn", "SendTaskSuccess")])
def test_a_decision_that_could_not_be_told_is_told_when_it_is_sent_again(
    desk: Desk, faults: Faults, service: str, operation: str
) -> None:
    parts = given_waiting(desk)
    rule = faults.add(Rule(service, operation, "drop", times=1))
    assert send(desk, parts).status == 503
    again = send(desk, parts)
    assert (again.status, again.body["decision"]["verdict"]) == (200, "approve")
    assert (rule.fired, faults.made("SendTaskSuccess") >= 1) == (1, True)


@pytest.mark.parametrize("status", [0, 500])
def test_a_decision_whose_reply_was_lost_is_recorded(
    desk: Desk, faults: Faults, status: int
) -> None:
    parts = given_waiting(desk)
    faults.add(Rule("dynamodb", "UpdateItem", "error_after", status=status))
    assert send(desk, parts).status == 200


def test_all_calls_of_a_decision_may_fail_slowly_within_the_functions_time(
    desk: Desk, faults: Faults
) -> None:
    parts = given_waiting(desk)
    send(desk, parts)
    polls = faults.made("GetItem") - 2
    made = Counter(call.service for call in faults.calls)
    calls = made - Counter({"dynamodb": polls})
    assert polls > 5
    spent = sum(count * longest(SLOW_TRIES[service]) for service, count in calls.items())
    assert spent < functions()["decide_escalation"].timeout


def test_an_escalation_whose_workflow_does_not_start_is_started_by_the_next_request(
    desk: Desk, faults: Faults
) -> None:
    note_id = desk.given_note(customer_id=CUSTOMER)
    parts = {"body": request_of(note_id), "headers": {"Idempotency-Key": "key"}}
    faults.add(Rule("sfn", "StartExecution", "drop", times=2))
    first = desk.send(CREATE_ESCALATION, **parts)
    second = desk.send(CREATE_ESCALATION, **parts)
    assert (first.status, second.status) == (503, 202)
    found = desk.send(GET_ESCALATION, path={"escalation_id": second.body["escalation_id"]})
    assert found.body == second.body


@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_a_store_that_is_away_is_a_503(desk: Desk, faults: Faults, operation: str) -> None:
    note_id = desk.given_note(customer_id=CUSTOMER)
    faults.add(Rule("dynamodb", operation, "drop", times=ALWAYS))
    answer = desk.send(CREATE_ESCALATION, body=request_of(note_id), headers={})
    assert (answer.status, int(answer.headers["Retry-After"]) > 0) == (503, True)


def test_two_lost_replies_make_one_escalation(desk: Desk, faults: Faults) -> None:
    note_id = desk.given_note(customer_id=CUSTOMER)
    faults.add(Rule("dynamodb", "PutItem", "error_after", times=1, after=1))
    answer = desk.send(CREATE_ESCALATION, body=request_of(note_id), headers={})
    assert (answer.status, answer.body["state"]) == (202, "deciding")


@pytest.mark.parametrize("fault", ["drop", "error_before"])
def test_a_scheduler_that_is_away_stops_no_escalation(
    desk: Desk, faults: Faults, fault: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = decide(desk, "deciding")
    escalation_id = parts["path"]["escalation_id"]
    rule = faults.add(Rule("scheduler", "CreateSchedule", fault, times=ALWAYS))
    event = {"tenant": desk.tenant, "escalation_id": escalation_id, "task_token": "token"}
    waits = {"opinions": [], "deadline_seconds": 60}

    assert desk.cloud.invoke("request_decision", event | waits) == {"outcome": "waiting"}

    assert rule.fired == 1
    assert read_metrics(capsys)["request_decision", "ReminderMissing"] == 1
    found = desk.send(GET_ESCALATION, path=parts["path"])
    assert found.body["state"] == "waiting"


def test_a_reminder_whose_notice_fails_is_told_when_it_comes_again(
    desk: Desk, faults: Faults
) -> None:
    event = {
        "tenant": desk.tenant,
        "escalation_id": given_waiting(desk)["path"]["escalation_id"],
        "deadline": "2099-01-01T00:00:00Z",
    }
    faults.add(Rule("sns", "Publish", "drop", times=TRIES))
    with pytest.raises(Unavailable):
        desk.cloud.invoke("remind_supervisors", event)
    desk.cloud.invoke("remind_supervisors", event)
    desk.cloud.invoke("remind_supervisors", event)
    assert faults.made("Publish") == TRIES + 1
