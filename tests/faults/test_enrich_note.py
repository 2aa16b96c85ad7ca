"""What becomes of a note's event while its workflow, or the table, is away."""

from typing import Any

import pytest

from callnotes.adapters.clients import CONNECT_SECONDS, READ_SECONDS, TRIES
from callnotes.adapters.sfn_enricher import WORKFLOW_SECONDS
from callnotes.domain.note import Note
from tests.builders import make_actor, make_content, make_event, make_note, make_tombstone, unique
from tests.cloud import Cloud
from tests.faults.messages import (
    FOUND_OUT,
    batch_of,
    ended,
    enrichment_of,
    failed_messages,
    notes_counted,
    store_note,
)
from tests.faults.rules import Crash, Faults, Rule, refused
from tests.template import functions

THROTTLED = {"fault": "error_before", "status": 400, "code": "ThrottlingException"}
WORKFLOW_FAULTS: dict[str, Any] = {
    "throttled": Rule("sfn", "StartSyncExecution", **THROTTLED),  # type: ignore[arg-type]
    "away": Rule("sfn", "StartSyncExecution", "drop"),
    "not permitted": refused("sfn", "StartSyncExecution", "AccessDeniedException"),
    "failed": ended(None, "FAILED"),
    "timed out": ended(None, "TIMED_OUT"),
}


def given_note(cloud: Cloud) -> Note:
    """Store a note on a customer of a tenant that no other test has."""
    note = make_note(make_content(customer_id="c1"), make_actor(unique("tenant")))
    store_note(cloud, note)
    return note


@pytest.mark.parametrize("fault", WORKFLOW_FAULTS)
def test_a_note_whose_workflow_brings_nothing_is_retried_and_counts_once(
    cloud: Cloud, faults: Faults, fault: str
) -> None:
    note = given_note(cloud)
    rule = WORKFLOW_FAULTS[fault]
    faults.add(Rule(**{**vars(rule), "times": 1, "fired": 0}))
    first = cloud.invoke("enrich_note", batch_of(make_event(note)))
    assert (failed_messages(first), enrichment_of(cloud, note)) == (["message-0"], None)
    faults.add(ended(FOUND_OUT))
    second = cloud.invoke("enrich_note", batch_of(make_event(note)))
    assert (failed_messages(second), notes_counted(cloud, note)) == ([], 1)


@pytest.mark.parametrize("operation", ["GetItem", "TransactWriteItems"])
def test_a_note_that_cannot_be_stored_now_is_retried(
    cloud: Cloud, faults: Faults, operation: str
) -> None:
    note = given_note(cloud)
    if operation != "GetItem":
        faults.add(ended(FOUND_OUT))
    faults.add(Rule("dynamodb", operation, "drop"))
    answer = cloud.invoke("enrich_note", batch_of(make_event(note)))
    assert (failed_messages(answer), notes_counted(cloud, note)) == (["message-0"], 0)


def test_a_note_that_counted_before_the_crash_does_not_count_again(
    cloud: Cloud, faults: Faults
) -> None:
    note = given_note(cloud)
    faults.add(ended(FOUND_OUT))
    faults.add(Rule("dynamodb", "TransactWriteItems", "error_after", crash=True))
    with pytest.raises(Crash):
        cloud.invoke("enrich_note", batch_of(make_event(note)))
    answer = cloud.invoke("enrich_note", batch_of(make_event(note)))
    assert (failed_messages(answer), notes_counted(cloud, note)) == ([], 1)
    assert faults.made("StartSyncExecution") == 1


def test_a_poison_message_does_not_delay_the_others(cloud: Cloud, faults: Faults) -> None:
    notes = [given_note(cloud) for _ in range(3)]
    batch = batch_of(*map(make_event, notes))
    batch["Records"][1]["body"] = "poison"
    faults.add(ended(FOUND_OUT))
    answer = cloud.invoke("enrich_note", batch)
    assert failed_messages(answer) == ["message-1"]
    assert [notes_counted(cloud, note) for note in notes] == [1, 0, 1]


def test_one_failed_workflow_does_not_delay_the_others(cloud: Cloud, faults: Faults) -> None:
    notes = [given_note(cloud) for _ in range(3)]
    faults.add(Rule(**{**vars(ended(None, "TIMED_OUT")), "times": 1}))
    faults.add(ended(FOUND_OUT))
    answer = cloud.invoke("enrich_note", batch_of(*map(make_event, notes)))
    assert failed_messages(answer) == ["message-0"]
    assert [notes_counted(cloud, note) for note in notes] == [0, 1, 1]


def test_events_out_of_order_and_doubled_leave_the_newest_state(
    cloud: Cloud, faults: Faults
) -> None:
    first = given_note(cloud)
    second = first.revised(make_content(customer_id="c1"), first.updated_at)
    store_note(cloud, second)
    faults.add(ended(FOUND_OUT))
    events = [make_event(second), make_event(first), make_event(second)]
    assert failed_messages(cloud.invoke("enrich_note", batch_of(*events))) == []
    enrichment = enrichment_of(cloud, first)
    assert (enrichment and enrichment.version, notes_counted(cloud, first)) == (2, 1)
    assert faults.made("StartSyncExecution") == 1


def test_a_deletion_that_overtakes_the_creation_stands(cloud: Cloud) -> None:
    note = make_note(make_content(customer_id="c1"), make_actor(unique("tenant")))
    cloud.invoke("enrich_note", batch_of(make_event(make_tombstone(note)), make_event(note)))
    enrichment = enrichment_of(cloud, note)
    assert (enrichment and enrichment.findings, notes_counted(cloud, note)) == (None, 0)


def test_all_calls_of_a_message_may_fail_slowly_within_the_functions_time(
    cloud: Cloud, faults: Faults
) -> None:
    note = given_note(cloud)
    faults.add(ended(FOUND_OUT))
    cloud.invoke("enrich_note", batch_of(make_event(note)))
    assert [call.service for call in faults.calls].count("sfn") == 1
    store = (len(faults.calls) - 1) * (CONNECT_SECONDS + READ_SECONDS)
    # Transactions of other notes of the day may be in the way, at every attempt.
    conflicts = (TRIES - 1) * (CONNECT_SECONDS + READ_SECONDS) + sum(
        1 << n for n in range(TRIES - 1)
    )
    spent = store + CONNECT_SECONDS + WORKFLOW_SECONDS + conflicts
    assert spent < functions()["enrich_note"].timeout
