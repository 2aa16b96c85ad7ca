"""Notes on customers are enriched by a synchronous workflow, and counted once."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from callnotes.adapters.dynamodb_enrichments import (
    DynamoDBEnrichments,
    day_key,
    enrichment_key,
)
from callnotes.domain.enrichment import Enrichment, Findings
from callnotes.domain.times import to_day_text
from tests.builders import make_booking, make_profile
from tests.costs.units import written_by
from tests.integration.test_unit_budgets import Meter
from tests.stack.http import Api, Json, note_input, path_of
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import consumed, read_audit, send_texts, wait_for_audit

QUEUE = "EnrichNoteQueueUrl"
ANGRY = "환불이 지연되어 화가 나셨다."


@pytest.fixture
def customer(stack: Stack, tenant: str) -> str:
    """A premium customer with one booking that is open, one cancelled and one departed."""
    now = datetime.now(UTC)
    bookings = (
        make_booking("b-1", at=now + timedelta(days=9)),
        make_booking("b-2", at=now + timedelta(days=9), status="cancelled"),
        make_booking("b-3", at=now - timedelta(days=9)),
    )
    return stack.new_customer(tenant, profile=make_profile(tier="premium"), bookings=bookings)


def await_enrichment(stack: Stack, tenant: str, note: Json, version: int = 1) -> Json:
    def known() -> Json | None:
        found = stack.get_item(enrichment_key(tenant, note["note_id"]))
        return found if found and found["version"] >= version else None

    return eventually(known, seconds=40)


def counts_of(stack: Stack, tenant: str) -> dict[str, int]:
    item = stack.get_item(day_key(tenant, to_day_text(datetime.now(UTC)))) or {}
    named = ("notes", "language_", "tone_")
    return {name: int(value) for name, value in item.items() if name.startswith(named)}


def found_in(enrichment: Json) -> tuple[object, ...]:
    names = ("language", "sentiment", "tone", "tier", "open_bookings", "errors")
    return tuple(enrichment.get(name) for name in names)


def test_given_a_note_on_a_customer_when_enriched_then_language_sentiment_and_customer(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    note = agent.create_note(customer_id=customer, title="환불", body=ANGRY)

    enrichment = await_enrichment(stack, tenant, note)

    assert found_in(enrichment) == ("ko", 1, "negative", "premium", 1, {})
    assert counts_of(stack, tenant) == {"notes": 1, "language_ko": 1, "tone_negative": 1}


def test_given_an_author_who_says_the_language_when_enriched_then_it_is_that(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    note = agent.create_note(customer_id=customer, body=ANGRY, language="en")

    assert await_enrichment(stack, tenant, note)["language"] == "en"


def test_given_an_event_again_and_late_when_heard_then_the_note_counts_once(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    note = agent.create_note(customer_id=customer, body=ANGRY)
    agent.put(
        path_of(note),
        note_input(customer_id=customer, title="Thanks", body="Thanks"),
        If_Match='"1"',
    )
    newest = await_enrichment(stack, tenant, note, 2)
    (first, *_) = sorted(wait_for_audit(stack, tenant, 2))
    event = read_audit(stack, first).content
    before = len(consumed(stack, "enrich_note", event["id"]))

    send_texts(stack, stack.output(QUEUE), [json.dumps(event)] * 2)

    eventually(lambda: len(consumed(stack, "enrich_note", event["id"])) >= before + 2)
    assert consumed(stack, "enrich_note", event["id"])[-1]["outcome"] == "already enriched"
    assert await_enrichment(stack, tenant, note) == newest
    assert (newest["tone"], counts_of(stack, tenant)["notes"]) == ("positive", 1)


def test_given_a_deletion_when_heard_then_no_findings_are_left(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    note = agent.create_note(customer_id=customer)
    await_enrichment(stack, tenant, note)

    agent.delete(path_of(note), If_Match='"1"')

    left = await_enrichment(stack, tenant, note, 2)
    assert found_in(left) == (None,) * 6
    assert left["expires_at"] > datetime.now(UTC).timestamp()
    assert counts_of(stack, tenant)["notes"] == 1


def test_given_a_private_note_when_heard_then_no_workflow_and_no_item(
    stack: Stack, tenant: str, agent: Api
) -> None:
    note = agent.create_note()

    outcome = eventually(lambda: consumed(stack, "enrich_note", f"{note['note_id']}.1"))

    assert [event["outcome"] for event in outcome] == ["about nobody"]
    assert stack.get_item(enrichment_key(tenant, note["note_id"])) is None


def test_given_no_permission_to_start_when_it_is_given_back_then_the_note_is_enriched(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    def failures() -> int:
        return sum(len(line["failed"]) for line in stack.log_lines("enrich_note", "consumed"))

    before = failures()
    with (
        stack.visible_after(QUEUE, 1),
        without_permission(stack, "enrich_note", "states:StartSyncExecution"),
    ):
        note = agent.create_note(customer_id=customer)
        eventually(lambda: failures() > before)

    assert await_enrichment(stack, tenant, note)["errors"] == {}


def test_given_a_part_that_fails_when_enriched_then_its_error_is_named_and_the_others_stand(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    with without_permission(stack, "detect_language", "dynamodb:GetItem"):
        note = agent.create_note(customer_id=customer, body=ANGRY)
        enrichment = await_enrichment(stack, tenant, note)

    errors = {"language": "TaskFailed"}
    assert found_in(enrichment) == (None, 1, "negative", "premium", 1, errors)


def test_given_an_execution_when_it_ends_then_it_holds_ids_and_no_text(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    secret = "Only the note says this"
    note = agent.create_note(customer_id=customer, title=secret, body=secret)
    ids = {"tenant": tenant, "note_id": note["note_id"], "customer_id": customer}

    machine = stack.physical_id("EnrichNoteStateMachine")
    execution = f"{machine.replace(':stateMachine:', ':execution:')}:{note['note_id']}-1"
    await_enrichment(stack, tenant, note)

    found = stack.clients.stepfunctions.describe_execution(executionArn=execution)
    history = stack.clients.stepfunctions.get_execution_history(executionArn=execution)
    assert json.loads(found["input"]) == ids
    assert [text for text in (secret, "정다은", "+8210") if text in str(history)] == []


def test_given_the_deployed_table_when_a_note_counts_then_4_write_units_and_later_1(
    stack: Stack, tenant: str
) -> None:
    meter = Meter(stack.clients.dynamodb)
    store = DynamoDBEnrichments(meter, stack.output("TableName"))
    first = Enrichment("n" * 26, tenant, 1, Findings("ko"), "2026-03-01")

    store.put_enrichment(first, None)
    assert meter.written == 4 == written_by("enrich_note")

    store.put_enrichment(Enrichment("n" * 26, tenant, 2, Findings("en"), "2026-03-01"), first)
    store.get_enrichment(tenant, "n" * 26)
    assert (meter.written, meter.read) == (5, 1)
