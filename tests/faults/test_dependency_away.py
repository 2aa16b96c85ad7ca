"""A dependency throttles, fails or closes the connection; test_matrix.py has the other faults."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import CONNECT_SECONDS, READ_SECONDS, TRIES
from tests.builders import make_event, make_note
from tests.cloud import Cloud
from tests.faults.desk import CUSTOMER, Answer, Desk
from tests.faults.messages import batch_of, failed_messages, records_of, store_note
from tests.faults.rules import ALWAYS, Faults, Rule, refused
from tests.faults.waiting import Waiting
from tests.template import functions

THROTTLED: dict[str, Any] = {
    "fault": "error_before",
    "status": 400,
    "code": "ProvisionedThroughputExceededException",
}
# What has no column in the matrix.
KINDS: dict[str, dict[str, Any]] = {
    "503": {"fault": "error_before", "status": 503, "code": "ServiceUnavailable"},
    "cut": {"fault": "error_before", "status": 0},
}
REQUESTS: dict[str, Callable[[Desk, str], Answer]] = {
    "create_note": lambda desk, _: desk.create(customer_id=CUSTOMER),
    "get_note": lambda desk, note_id: desk.get(note_id),
    "list_notes": lambda desk, _: desk.list_notes(),
    "update_note": lambda desk, note_id: desk.update(note_id, 1, title="New"),
    "delete_note": lambda desk, note_id: desk.delete(note_id, 1),
    "get_customer": lambda desk, _: desk.get_customer(),
    "list_customers": lambda desk, _: desk.list_customers("010-5550-0101"),
    "update_customer": lambda desk, _: desk.update_customer(1, phone_number="+821055500101"),
}
CALLS = [
    ("create_note", "GetItem"),
    ("create_note", "PutItem"),
    ("get_note", "GetItem"),
    ("list_notes", "Query"),
    ("update_note", "GetItem"),
    ("update_note", "UpdateItem"),
    ("delete_note", "GetItem"),
    ("delete_note", "UpdateItem"),
    ("get_customer", "GetItem"),
    ("list_customers", "GetItem"),
    ("list_customers", "Query"),
    ("update_customer", "GetItem"),
    ("update_customer", "TransactWriteItems"),
]

every_call = pytest.mark.parametrize(("function", "operation"), CALLS)
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_call
@every_kind
def test_a_transient_failure_is_retried_until_it_succeeds(
    desk: Desk, faults: Faults, function: str, operation: str, kind: str
) -> None:
    note_id = desk.given_note()
    faults.add(Rule("dynamodb", operation, times=TRIES - 1, **KINDS[kind]))
    assert REQUESTS[function](desk, note_id).status in {200, 201, 204}


@every_call
@every_kind
def test_a_lasting_failure_returns_503(
    desk: Desk, faults: Faults, function: str, operation: str, kind: str
) -> None:
    note_id = desk.given_note()
    faults.add(Rule("dynamodb", operation, times=ALWAYS, **KINDS[kind]))
    assert REQUESTS[function](desk, note_id).status == 503


@every_call
def test_a_503_has_retry_after(desk: Desk, faults: Faults, function: str, operation: str) -> None:
    note_id = desk.given_note()
    faults.add(Rule("dynamodb", operation, times=TRIES, **THROTTLED))
    assert int(REQUESTS[function](desk, note_id).headers["Retry-After"]) > 0


@every_call
def test_a_call_is_tried_three_times_and_no_more(
    desk: Desk, faults: Faults, function: str, operation: str
) -> None:
    note_id = desk.given_note()
    rule = faults.add(Rule("dynamodb", operation, times=ALWAYS, **THROTTLED))
    REQUESTS[function](desk, note_id)
    assert rule.fired == TRIES


@every_call
def test_calls_that_time_out_end_before_the_function_times_out(
    desk: Desk, faults: Faults, waiting: Waiting, function: str, operation: str
) -> None:
    note_id = desk.given_note()
    rule = faults.add(Rule("dynamodb", operation, "drop", times=ALWAYS))
    REQUESTS[function](desk, note_id)
    spent = sum(waiting.naps) + rule.fired * (CONNECT_SECONDS + READ_SECONDS)
    assert spent < functions()[function].timeout


@pytest.mark.parametrize(("function", "operation"), [c for c in CALLS if c[1] != "Query"])
def test_a_refused_change_leaves_nothing_behind(
    desk: Desk, faults: Faults, function: str, operation: str
) -> None:
    note_id = desk.given_note()
    before = desk.notes(), desk.get_customer().body
    rule = faults.add(Rule("dynamodb", operation, times=TRIES, **THROTTLED))
    REQUESTS[function](desk, note_id)
    assert (rule.fired, (desk.notes(), desk.get_customer().body)) == (TRIES, before)


def test_a_storm_of_requests_makes_three_calls_each_and_ends_with_the_outage(
    desk: Desk, faults: Faults
) -> None:
    """Fifty clients, one environment: the SDK saves up its retries for all of them."""
    away = faults.add(Rule("dynamodb", "PutItem", times=ALWAYS, **THROTTLED))
    assert {desk.create().status for _ in range(50)} == {503}
    assert away.fired <= 50 * TRIES
    faults.rules.remove(away)
    assert (desk.create().status, len(desk.notes())) == (201, 1)


def test_an_outage_is_counted(
    desk: Desk, faults: Faults, capsys: pytest.CaptureFixture[str]
) -> None:
    faults.add(Rule("dynamodb", "Query", times=ALWAYS, **THROTTLED))
    desk.list_notes()
    assert "DependencyUnavailable" in capsys.readouterr().out


@every_kind
def test_health_names_the_unavailable_dependency(desk: Desk, faults: Faults, kind: str) -> None:
    faults.add(Rule("dynamodb", "GetItem", times=ALWAYS, **KINDS[kind]))
    answer = desk.health()
    assert (answer.status, answer.body) == (
        503,
        {"status": "degraded", "checks": {"table": "failed"}},
    )


def test_a_missing_permission_returns_500_without_details(desk: Desk, faults: Faults) -> None:
    faults.add(
        Rule(
            "dynamodb",
            "Query",
            "error_before",
            times=ALWAYS,
            status=400,
            code="AccessDeniedException",
        )
    )
    answer = desk.list_notes()
    told = json.dumps(answer.body)
    assert (answer.status, "AccessDenied" in told, "arn:" in told) == (500, False, False)


@every_kind
@pytest.mark.parametrize("operation", ["GetItem", "PutItem"])
def test_a_message_that_cannot_be_indexed_now_is_retried(
    cloud: Cloud, faults: Faults, operation: str, kind: str
) -> None:
    note = make_note()
    store_note(cloud, note)
    faults.add(Rule("dynamodb", operation, times=TRIES, **KINDS[kind]))
    answer = cloud.invoke("index_note", batch_of(make_event(note)))
    assert failed_messages(answer) == ["message-0"]


@every_kind
def test_a_message_that_cannot_be_audited_now_is_retried(
    cloud: Cloud, faults: Faults, kind: str
) -> None:
    faults.add(Rule("s3", "PutObject", times=TRIES, **KINDS[kind]))
    answer = cloud.invoke("record_audit", batch_of(make_event()))
    assert failed_messages(answer) == ["message-0"]


@every_kind
def test_a_batch_that_cannot_be_published_now_is_retried(
    cloud: Cloud, faults: Faults, kind: str
) -> None:
    faults.add(Rule("sns", "PublishBatch", times=TRIES, **KINDS[kind]))
    answer = cloud.invoke("publish_events", records_of(make_note()))
    assert failed_messages(answer) == ["0"]


@every_kind
def test_a_batch_that_cannot_be_put_on_the_bus_now_is_retried(
    cloud: Cloud, faults: Faults, kind: str
) -> None:
    faults.add(Rule("eventbridge", "PutEvents", times=TRIES, **KINDS[kind]))
    answer = cloud.invoke("publish_events", records_of(make_note()))
    assert failed_messages(answer) == ["0"]


@every_kind
def test_a_poison_record_that_cannot_be_parked_now_is_retried(
    cloud: Cloud, faults: Faults, kind: str
) -> None:
    faults.add(Rule("sqs", "SendMessage", times=TRIES, **KINDS[kind]))
    poison = {"eventID": "poison", "dynamodb": {"SequenceNumber": "7"}}
    assert failed_messages(cloud.invoke("publish_events", {"Records": [poison]})) == ["7"]


def test_a_missing_permission_to_publish_is_not_treated_as_an_outage(
    cloud: Cloud, faults: Faults
) -> None:
    faults.add(refused("sns", "PublishBatch", "AuthorizationError", status=403))
    with pytest.raises(ClientError):
        cloud.invoke("publish_events", records_of(make_note()))
