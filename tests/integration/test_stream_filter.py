"""The stream's filter: only notes, their tombstones and changed customers become events."""

from uuid import uuid4

import pytest

from callnotes.adapters.dynamodb_index import index_key
from callnotes.adapters.note_items import note_key, to_wire
from tests.stack.http import Api, Json, path_of
from tests.stack.stack import Stack
from tests.stack.trail import audit_keys, wait_for_event, wait_for_projection

TABLE = "TableName"


def parked_keys(stack: Stack) -> list[Json]:
    lines = stack.log_lines("publish_events", "published")
    return [record["keys"] for line in lines for record in line["parked"]]


def published_notes(stack: Stack) -> list[str]:
    lines = stack.log_lines("publish_events", "published")
    return [event["event_id"] for line in lines for event in line["events"]]


def wait_for_the_stream(stack: Stack, agent: Api) -> None:
    """Wait until the stream has passed everything that was written until now."""
    wait_for_event(stack, f"{agent.create_note()['note_id']}.1")


@pytest.mark.parametrize(
    ("sort_key", "entity"),
    [("INDEX", "note_index"), ("SIGN_UP", "sign_up"), ("CLAIM", "phone_claim")],
)
def test_given_another_item_when_written_twice_then_nothing_is_published(
    stack: Stack, agent: Api, sort_key: str, entity: str
) -> None:
    key = {"pk": f"OTHER#{uuid4()}", "sk": sort_key}
    for version in (1, 2):
        stack.put_item({**key, "entity": entity, "version": version})

    wait_for_the_stream(stack, agent)

    assert key not in parked_keys(stack)


def test_given_a_note_when_indexed_then_the_projection_publishes_nothing(
    stack: Stack, tenant: str, agent: Api
) -> None:
    note_id = agent.create_note()["note_id"]
    wait_for_projection(stack, tenant, note_id, 1)

    wait_for_the_stream(stack, agent)

    assert published_notes(stack).count(f"{note_id}.1") == 1
    assert index_key(tenant, note_id) not in parked_keys(stack)


def test_given_a_tombstone_when_it_expires_then_nothing_is_published(
    stack: Stack, tenant: str, agent: Api
) -> None:
    note = agent.create_note()
    agent.delete(path_of(note), If_Match='"1"')
    wait_for_event(stack, f"{note['note_id']}.2")
    key = note_key(tenant, note["note_id"])
    stack.clients.dynamodb.delete_item(TableName=stack.output(TABLE), Key=to_wire(key))

    wait_for_the_stream(stack, agent)

    events = [name for name in published_notes(stack) if name.startswith(note["note_id"])]
    assert events == [f"{note['note_id']}.1", f"{note['note_id']}.2"]
    assert key not in parked_keys(stack)


def test_given_a_customer_when_created_then_the_audit_trail_stays_empty(
    stack: Stack, agent: Api
) -> None:
    tenant = stack.new_tenant()
    stack.new_customer(tenant)

    wait_for_the_stream(stack, agent)

    assert audit_keys(stack, tenant) == []
