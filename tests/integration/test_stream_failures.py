"""An unreadable record does not block the shard of the stream; a replay changes nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from callnotes.adapters.note_items import note_key
from tests.stack.http import Api, Json, path_of
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import (
    audit_keys,
    consumed,
    read_projection,
    take_message,
    wait_for_audit,
    wait_for_projection,
)


def broken_item(tenant: str) -> Json:
    """A note that lost its title, as a bad migration would leave it."""
    note_id = uuid4().hex[:26]
    return {
        **note_key(tenant, note_id),
        "entity": "note",
        "tenant": tenant,
        "note_id": note_id,
        "version": 1,
    }


def test_given_a_broken_item_when_the_stream_brings_it_then_it_is_parked_with_the_reason(
    stack: Stack, tenant: str
) -> None:
    item = broken_item(tenant)

    stack.put_item(item)

    parked = json.loads(take_message(stack, "ParkedEventsQueueUrl", item["pk"])["Body"])
    assert parked["keys"] == {"pk": item["pk"], "sk": "NOTE"}
    assert parked["reason"].startswith("the item has no ")
    assert parked["record_id"]


def test_given_a_broken_item_when_a_good_note_follows_then_the_shard_is_not_blocked(
    stack: Stack, tenant: str, agent: Api
) -> None:
    item = broken_item(tenant)
    stack.put_item(item)

    note = agent.create_note()

    (key,) = wait_for_audit(stack, tenant, 1)
    assert note["note_id"] in key
    take_message(stack, "ParkedEventsQueueUrl", item["pk"])


@pytest.mark.parametrize("wrong", [{"version": "x"}, {"version": -1}, {"tags": 5}, {"title": None}])
def test_given_an_item_of_wrong_types_when_the_stream_brings_it_then_it_is_parked(
    stack: Stack, tenant: str, wrong: Json
) -> None:
    item = broken_item(tenant) | {
        "title": "t",
        "body": "b",
        "tags": [],
        "created_by": "a",
        "created_at": "2026-11-20T00:00:00.000000Z",
        "updated_at": "2026-11-20T00:00:00.000000Z",
        "changed_by": "a",
        "request_id": "r",
    }

    stack.put_item(item | wrong)

    take_message(stack, "ParkedEventsQueueUrl", item["pk"])
    assert audit_keys(stack, tenant) == []


@contextmanager
def replayed_stream(stack: Stack) -> Iterator[None]:
    """Publish everything the stream still holds once more."""
    functions = stack.clients.functions
    name = stack.physical_id("PublishEventsFunction")
    (deployed,) = functions.list_event_source_mappings(FunctionName=f"{name}:live")[
        "EventSourceMappings"
    ]
    mapping = functions.create_event_source_mapping(
        FunctionName=name,
        EventSourceArn=deployed["EventSourceArn"],
        StartingPosition="TRIM_HORIZON",
        FilterCriteria=deployed["FilterCriteria"],
        BatchSize=100,
    )["UUID"]
    try:
        yield
    finally:
        functions.delete_event_source_mapping(UUID=mapping)


@pytest.mark.timeout(360)
def test_given_the_stream_from_its_beginning_when_replayed_then_nothing_is_doubled(
    stack: Stack, tenant: str, agent: Api
) -> None:
    notes = [agent.create_note(title=f"Note {n}") for n in range(3)]
    agent.delete(path_of(notes[0]), If_Match='"1"')
    keys = sorted(wait_for_audit(stack, tenant, 4))
    versions = (2, 1, 1)
    before = [
        wait_for_projection(stack, tenant, note["note_id"], version)
        for note, version in zip(notes, versions, strict=True)
    ]

    # The stream has the records of all tests that used the stack before.
    with replayed_stream(stack):
        last = f"{notes[2]['note_id']}.1"
        eventually(lambda: len(consumed(stack, "index_note", last)) > 1, 120)
        eventually(lambda: len(consumed(stack, "record_audit", last)) > 1, 120)

    assert sorted(audit_keys(stack, tenant)) == keys
    assert [read_projection(stack, tenant, note["note_id"]) for note in notes] == before
