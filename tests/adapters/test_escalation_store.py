"""The contract of `ports.EscalationStore` and `ports.TokenStore`."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.escalation_items import escalation_key, mark_sort_key
from callnotes.adapters.note_items import note_key, to_wire
from callnotes.domain.errors import EscalationSettled, Unavailable
from callnotes.domain.escalation import (
    Decision,
    Escalation,
    OpenEntry,
    Opinion,
    SealedToken,
    State,
)
from tests.builders import (
    NOON,
    later,
    make_actor,
    make_change,
    make_decision,
    make_decision_request,
    make_escalation,
    unique,
)
from tests.cloud import Cloud
from tests.fakes.escalations import InMemoryEscalations
from tests.faults.rules import Faults, Rule, refused

type Store = InMemoryEscalations | DynamoDBEscalations

TOKEN = SealedToken(b"\x00sealed", later(3600))


@pytest.fixture
def adapter(cloud: Cloud) -> DynamoDBEscalations:
    return DynamoDBEscalations(make_client("dynamodb"), cloud.resources["Table"])


@pytest.fixture
def store(side: str, adapter: DynamoDBEscalations) -> Store:
    return InMemoryEscalations() if side == "fake" else adapter


def given(store: Store, escalation: Escalation | None = None) -> Escalation:
    made = escalation or make_escalation()
    store.create_escalation(made, make_change())
    return made


def given_waiting(store: Store) -> Escalation:
    made = given(store)
    store.await_decision(make_decision_request(made), TOKEN, later(1))
    return read(store, made)


def read(store: Store, escalation: Escalation) -> Escalation:
    found = store.get_escalation(escalation.tenant, escalation.escalation_id)
    assert found is not None
    return found


def decide(escalation: Escalation, comment: str = "Go ahead.") -> Escalation:
    return replace(escalation, decision=make_decision(comment=comment))


def test_an_escalation_comes_back_as_it_was_stored(store: Store) -> None:
    made = given(store)
    assert read(store, made) == made


def test_an_id_nobody_used_is_nothing(store: Store) -> None:
    assert store.get_escalation("hanbit", make_escalation().escalation_id) is None


def test_another_tenants_escalation_is_nothing(store: Store) -> None:
    assert store.get_escalation("meridian", given(store).escalation_id) is None


def test_the_first_of_an_id_stands(store: Store) -> None:
    first = given(store)
    second = replace(first, created_by="another")
    assert store.create_escalation(second, make_change()) == first


def test_a_new_escalation_is_in_the_list_of_open_ones(store: Store) -> None:
    made = given(store)
    assert OpenEntry("hanbit", made.escalation_id, NOON) in list(store.list_open())


def test_a_forgotten_escalation_is_in_no_list_of_open_ones(store: Store) -> None:
    made = given(store)
    store.forget_open("hanbit", made.escalation_id)
    assert made.escalation_id not in [entry.escalation_id for entry in store.list_open()]


def test_escalations_are_listed_newest_first_over_pages(store: Store) -> None:
    actor = make_actor(unique("tenant"))
    made = [given(store, make_escalation(actor=actor, at=later(n))) for n in range(3)][::-1]
    first, position = store.list_escalations(actor.tenant, None, 2, None)
    second, end = store.list_escalations(actor.tenant, None, 2, position)
    assert (first, second, end) == (made[:2], made[2:], None)


def test_another_tenants_escalations_are_in_another_list(store: Store) -> None:
    given(store)
    assert store.list_escalations(unique("tenant"), None, 10, None) == ([], None)


@pytest.mark.parametrize("state", ["deciding", "waiting", "failed"])
def test_an_escalation_is_in_the_list_of_its_state_only(store: Store, state: State) -> None:
    actor = make_actor(unique("tenant"))
    made = given(store, make_escalation(actor=actor))
    if state != "deciding":
        store.await_decision(make_decision_request(made), TOKEN, later(1))
    if state == "failed":
        store.fail_escalation(made, "WorkflowLost", later(2))
    states: tuple[State, ...] = ("deciding", "waiting", "failed")
    found = {each for each in states if store.list_escalations(actor.tenant, each, 10, None)[0]}
    assert found == {state}


def test_named_notes_stand_with_the_escalation(store: Store) -> None:
    made = given(store)
    store.name_notes("hanbit", made.escalation_id, ["a", "b"])
    assert read(store, made) == replace(made, note_ids=("a", "b"))


def test_notes_of_one_that_waits_are_not_named_anew(store: Store) -> None:
    made = given_waiting(store)
    with pytest.raises(EscalationSettled):
        store.name_notes("hanbit", made.escalation_id, ["a"])


def test_one_that_waits_has_opinions_and_a_token(store: Store) -> None:
    made = given_waiting(store)
    assert (made.state, made.version, made.updated_at) == ("waiting", 2, later(1))
    assert made.opinions == (Opinion("history", 0.4, "2 notes in 30 days"),)
    assert store.get_token("hanbit", made.escalation_id) == TOKEN


def test_a_later_token_takes_the_place_of_the_first(store: Store) -> None:
    made = given_waiting(store)
    second = SealedToken(b"second", later(7200))
    assert store.await_decision(make_decision_request(made), second, later(3)) is None
    assert store.get_token("hanbit", made.escalation_id) == second


def test_nobody_waits_for_one_that_is_decided(store: Store) -> None:
    decided = decide(given_waiting(store))
    store.record_decision(decided, make_change())
    late = SealedToken(b"late", later(7200))
    assert store.await_decision(make_decision_request(decided), late, later(3)) == decided
    assert store.get_token("hanbit", decided.escalation_id) == TOKEN


def test_a_decision_stands_with_the_escalation(store: Store) -> None:
    decided = decide(given_waiting(store))
    assert store.record_decision(decided, make_change()) == decided
    assert read(store, decided) == decided


def test_the_first_decision_stands(store: Store) -> None:
    waiting = given_waiting(store)
    first, second = decide(waiting), decide(waiting, "No, stop.")
    store.record_decision(first, make_change())
    assert store.record_decision(second, make_change()) == first


@pytest.mark.parametrize("state", ["deciding", "failed"])
def test_only_one_that_waits_is_decided(store: Store, state: State) -> None:
    made = given(store)
    if state == "failed":
        store.fail_escalation(made, "WorkflowLost", later(2))
    assert store.record_decision(decide(made), make_change()).decision is None
    assert read(store, made).decision is None


def test_an_open_one_fails_once(store: Store) -> None:
    made = given_waiting(store)
    assert store.fail_escalation(made, "WorkflowLost", later(5)) is True
    assert store.fail_escalation(made, "WorkflowLost", later(6)) is False
    failed = read(store, made)
    assert (failed.state, failed.version, failed.updated_at) == ("failed", 3, later(5))


def test_one_that_failed_keeps_its_decision_and_no_token(store: Store) -> None:
    decided = decide(given_waiting(store))
    store.record_decision(decided, make_change())
    store.fail_escalation(decided, "WorkflowLost", later(5))
    assert read(store, decided).decision == decided.decision
    assert store.get_token("hanbit", decided.escalation_id) is None


def test_a_deleted_token_is_gone_however_often(store: Store) -> None:
    made = given_waiting(store)
    for _ in range(2):
        store.delete_token("hanbit", made.escalation_id)
    assert store.get_token("hanbit", made.escalation_id) is None


# What only the table has.


def test_marks_go_when_an_escalation_fails(adapter: DynamoDBEscalations) -> None:
    made = replace(given(adapter), note_ids=("m" * 26, "o" * 26))
    keys = [
        to_wire(note_key("hanbit", note_id) | {"sk": mark_sort_key(made.escalation_id)})
        for note_id in made.note_ids
    ]
    for key in keys:
        adapter.client.put_item(TableName=adapter.table_name, Item=key)
    adapter.fail_escalation(made, "WorkflowLost", later(1))
    found = [adapter.client.get_item(TableName=adapter.table_name, Key=key) for key in keys]
    assert ["Item" in answer for answer in found] == [False, False]


def test_no_task_token_stands_in_plain_text(adapter: DynamoDBEscalations) -> None:
    made = given(adapter)
    request = make_decision_request(made, "SECRET-TOKEN")
    adapter.await_decision(request, TOKEN, later(1))
    items = adapter.client.query(
        TableName=adapter.table_name,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues=to_wire(
            {":pk": escalation_key("hanbit", made.escalation_id)["pk"]}
        ),
    )["Items"]
    assert len(items) == 2
    assert "SECRET-TOKEN" not in str(items)


def test_opinions_that_the_workflow_wrote_are_read(adapter: DynamoDBEscalations) -> None:
    made = given(adapter)
    written = '[{"source":"booking","score":null,"text":null,"error":"Unavailable"}]'
    adapter.client.update_item(
        TableName=adapter.table_name,
        Key=to_wire(escalation_key("hanbit", made.escalation_id)),
        UpdateExpression="SET opinions = :opinions",
        ExpressionAttributeValues={":opinions": {"S": written}},
    )
    assert read(adapter, made).opinions == (Opinion("booking", error="Unavailable"),)


def test_an_automatic_decision_that_the_workflow_wrote_is_nobodys(
    adapter: DynamoDBEscalations,
) -> None:
    made = given(adapter)
    written = {"verdict": {"S": "approve"}, "decided_at": {"S": "2026-03-01T12:00:00.123Z"}}
    adapter.client.update_item(
        TableName=adapter.table_name,
        Key=to_wire(escalation_key("hanbit", made.escalation_id)),
        UpdateExpression="SET decision = :decision",
        ExpressionAttributeValues={":decision": {"M": written}},
    )
    at = datetime(2026, 3, 1, 12, 0, 0, 123000, tzinfo=UTC)
    assert read(adapter, made).decision == Decision("approve", None, None, at, automatic=True)


def test_a_transaction_in_anothers_way_is_tried_later(
    adapter: DynamoDBEscalations, faults: Faults
) -> None:
    made = given(adapter)
    code = "TransactionCanceledException"
    faults.add(refused("dynamodb", "TransactWriteItems", code))
    with pytest.raises(Unavailable):
        adapter.await_decision(make_decision_request(made), TOKEN, later(1))


def test_a_decision_whose_reply_was_lost_is_recorded_once(
    adapter: DynamoDBEscalations, faults: Faults
) -> None:
    decided = decide(given_waiting(adapter))
    faults.add(Rule("dynamodb", "UpdateItem", "error_after"))
    assert adapter.record_decision(decided, make_change()) == decided


def test_a_decision_is_what_is_recorded(adapter: DynamoDBEscalations) -> None:
    with pytest.raises(TypeError):
        adapter.record_decision(given(adapter), make_change())
