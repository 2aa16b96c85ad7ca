"""What each access pattern of escalations in docs/data-model.md costs on the deployed table."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.domain.actor import Actor, Role
from callnotes.domain.change import Change
from callnotes.domain.escalation import Escalation, SealedToken
from tests.builders import later, make_decision, make_decision_request, make_escalation
from tests.costs.units import units_of, written_by
from tests.integration.test_unit_budgets import Meter
from tests.stack.stack import Stack

TOKEN = SealedToken(b"x" * 300, later(60))


@pytest.fixture
def meter(stack: Stack) -> Meter:
    return Meter(stack.clients.dynamodb)


@pytest.fixture
def store(stack: Stack, meter: Meter) -> DynamoDBEscalations:
    return DynamoDBEscalations(meter, stack.output("TableName"))


@pytest.fixture
def change(stack: Stack) -> Change:
    actor = Actor(stack.new_tenant(), str(uuid4()), Role.AGENT)
    return Change(actor, str(uuid4()), datetime.now(UTC))


@pytest.fixture
def case(store: DynamoDBEscalations, meter: Meter, change: Change) -> Escalation:
    made = store.create_escalation(make_escalation(actor=change.actor, at=change.at), change)
    store.forget_open(made.tenant, made.escalation_id)
    meter.reset()
    return made


def test_asking_for_a_decision_costs_4_write_units(
    store: DynamoDBEscalations, meter: Meter, change: Change
) -> None:
    made = store.create_escalation(make_escalation(actor=change.actor, at=change.at), change)

    assert meter.written == 4 == written_by("create_escalation")

    store.forget_open(made.tenant, made.escalation_id)
    assert meter.written == 5


def test_reading_one_costs_1_read_unit(
    store: DynamoDBEscalations, meter: Meter, case: Escalation
) -> None:
    store.get_escalation(case.tenant, case.escalation_id)

    assert (meter.read, meter.written) == (1, 0) == units_of("get_escalation")


def test_listing_costs_half_a_read_unit(
    store: DynamoDBEscalations, meter: Meter, case: Escalation
) -> None:
    store.list_escalations(case.tenant, None, 20, None)
    assert (meter.read, meter.written) == units_of("list_escalations")

    store.list_escalations(case.tenant, "deciding", 20, None)

    assert (meter.calls, meter.read) == (["query", "query"], 1)


def test_naming_its_notes_costs_3_write_units(
    store: DynamoDBEscalations, meter: Meter, case: Escalation
) -> None:
    store.name_notes(case.tenant, case.escalation_id, [case.content.note_id])

    assert meter.written == 3 == written_by("check_escalation")


def test_waiting_is_one_transaction(
    store: DynamoDBEscalations, meter: Meter, case: Escalation
) -> None:
    store.await_decision(make_decision_request(case), TOKEN, later(1))

    assert (meter.calls, meter.written) == (["transact_write_items"], 7)
    assert meter.written == written_by("request_decision")


def test_a_decision_costs_3_write_units_and_its_token_1_and_1_read_unit(
    store: DynamoDBEscalations, meter: Meter, case: Escalation, change: Change
) -> None:
    store.await_decision(make_decision_request(case), TOKEN, later(1))
    meter.reset()

    decided = replace(case, decision=make_decision())
    store.record_decision(decided, change)
    assert meter.written == 3

    store.get_token(case.tenant, case.escalation_id)
    store.delete_token(case.tenant, case.escalation_id)
    assert (meter.read, meter.written) == (1, 4)
    assert meter.written == written_by("decide_escalation")
