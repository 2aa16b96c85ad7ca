"""A note from end to end: HTTP, table, stream, topic, two queues, projection and audit trail."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from callnotes.adapters.note_items import note_key
from tests.stack.http import Answer, Api, note_input, path_of
from tests.stack.stack import Stack
from tests.stack.trail import (
    consumed,
    day_of,
    read_audit,
    wait_for_audit,
    wait_for_event,
    wait_for_projection,
)

SECRET = "Only the note says this"


@pytest.fixture
def created(agent: Api, customer: str) -> Answer:
    return agent.post(
        "/v1/notes",
        note_input(title=f"{SECRET} 1", body=f"{SECRET} 2", tags=["Tag"], customer_id=customer),
    )


def test_given_a_new_note_when_delivered_then_its_audit_object_is_its_cloud_event(
    stack: Stack, tenant: str, customer: str, created: Answer
) -> None:
    note = created.json

    (key,) = wait_for_audit(stack, tenant, 1)

    found = read_audit(stack, key)
    assert key == f"audit/{tenant}/{day_of(note['created_at'])}/{note['note_id']}.1.json"
    assert found.content_type == "application/cloudevents+json"
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-01", found.content.pop("traceparent"))
    assert found.content == {
        "specversion": "1.0",
        "id": f"{note['note_id']}.1",
        "source": "callnotes/notes",
        "type": "NoteCreated.v1",
        "subject": note["note_id"],
        "time": note["created_at"],
        "tenant": tenant,
        "actor": note["created_by"],
        "correlationid": created.headers["x-request-id"],
        "data": {
            "note_id": note["note_id"], "version": 1, "customer_id": customer, "language": None,
        },
    }  # fmt: skip


def test_given_a_new_note_when_delivered_then_the_projection_has_its_text(
    stack: Stack, tenant: str, customer: str, created: Answer
) -> None:
    note = created.json

    entry = wait_for_projection(stack, tenant, note["note_id"], 1)

    assert entry["entity"] == "note_index"
    assert entry["text"] == f"{SECRET} 1\nTag\n{SECRET} 2".casefold()
    assert (entry["created_by"], entry["customer_id"]) == (note["created_by"], customer)


def test_given_a_new_note_when_published_then_both_consumers_saw_it_once(
    stack: Stack, tenant: str, created: Answer
) -> None:
    event_id = f"{created.json['note_id']}.1"
    wait_for_audit(stack, tenant, 1)
    wait_for_projection(stack, tenant, created.json["note_id"], 1)

    published = wait_for_event(stack, event_id)

    assert published["message_id"]
    assert published["type"] == "NoteCreated.v1"
    assert [e["outcome"] for e in consumed(stack, "index_note", event_id)] == ["indexed"]
    assert [e["outcome"] for e in consumed(stack, "record_audit", event_id)] == ["recorded"]


def test_given_a_note_with_changes_when_delivered_then_each_version_has_its_event(
    stack: Stack, tenant: str, customer: str, agent: Api, supervisor: Api, created: Answer
) -> None:
    path = path_of(created.json)
    agent.put(path, note_input(customer_id=customer), If_Match='"1"')
    supervisor.delete(path, If_Match='"2"')

    keys = wait_for_audit(stack, tenant, 3)

    events = [read_audit(stack, key).content for key in sorted(keys)]
    assert [(event["type"], event["data"]["version"]) for event in events] == [
        ("NoteCreated.v1", 1),
        ("NoteUpdated.v1", 2),
        ("NoteDeleted.v1", 3),
    ]
    assert events[0]["actor"] == events[1]["actor"] != events[2]["actor"]


def test_given_a_deleted_note_when_delivered_then_none_of_its_text_is_left(
    stack: Stack, tenant: str, agent: Api, created: Answer
) -> None:
    note = created.json
    wait_for_projection(stack, tenant, note["note_id"], 1)
    agent.delete(path_of(note), If_Match='"1"')

    entry = wait_for_projection(stack, tenant, note["note_id"], 2)

    item = stack.get_item(note_key(tenant, note["note_id"]))
    assert "text" not in entry
    assert SECRET.casefold() not in f"{item} {entry}".casefold()


def test_given_a_deleted_note_when_its_item_is_read_then_a_tombstone_that_expires(
    stack: Stack, tenant: str, supervisor: Api, created: Answer
) -> None:
    note_id = created.json["note_id"]
    supervisor.delete(path_of(created.json), If_Match='"1"')

    item = stack.get_item(note_key(tenant, note_id))

    assert item is not None
    assert item["version"] == 2
    assert item["deleted_by"] != created.json["created_by"]
    left = datetime.fromtimestamp(int(item["expires_at"]), UTC) - datetime.now(UTC)
    assert timedelta(days=6) < left <= timedelta(days=7)
