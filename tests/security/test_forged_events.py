"""Only the events topic can send to consumers' queues; an event affects only its own note."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from callnotes.domain.events import NoteCreated, NoteData
from tests.stack.http import Api, Json
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import (
    audit_keys,
    consumed,
    read_projection,
    send_events,
    send_texts,
    take_message,
    wait_for_projection,
)


def forged(tenant: str, note_id: str) -> NoteCreated:
    return NoteCreated(
        id=f"{note_id}.1",
        subject=note_id,
        time=datetime.now(UTC),
        tenant=tenant,
        actor="mallory",
        correlationid=str(uuid4()),
        data=NoteData(note_id=note_id, version=1),
    )


@pytest.fixture
def other_topic(stack: Stack) -> Iterator[str]:
    """A topic of the same account that the queue is subscribed to."""
    sns, sqs = stack.clients.sns, stack.clients.sqs
    topic = sns.create_topic(Name=f"other-{uuid4()}")["TopicArn"]
    queue = sqs.get_queue_attributes(
        QueueUrl=stack.output("RecordAuditQueueUrl"), AttributeNames=["QueueArn"]
    )["Attributes"]["QueueArn"]
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=queue, Attributes={"RawMessageDelivery": "true"}
    )
    yield topic
    sns.delete_topic(TopicArn=topic)


def test_given_another_topic_when_it_sends_to_a_consumers_queue_then_nothing_arrives(
    stack: Stack, tenant: str, other_topic: str
) -> None:
    event, genuine = forged(tenant, uuid4().hex[:26]), forged(tenant, uuid4().hex[:26])
    stack.clients.sns.publish(TopicArn=other_topic, Message=event.model_dump_json())

    send_events(stack, "RecordAuditQueueUrl", [genuine])

    eventually(lambda: consumed(stack, "record_audit", genuine.id))
    assert [key for key in audit_keys(stack, tenant) if event.id in key] == []


def test_given_an_event_that_names_another_tenant_when_indexed_then_its_note_stays_hidden(
    stack: Stack, tenant: str, agent: Api
) -> None:
    note = agent.create_note(title="Hidden")
    before = wait_for_projection(stack, tenant, note["note_id"], 1)
    other = stack.new_tenant()
    event = forged(other, note["note_id"])

    send_events(stack, "IndexNoteQueueUrl", [event])

    eventually(lambda: len(consumed(stack, "index_note", event.id)) > 1)
    theirs = read_projection(stack, other, note["note_id"]) or {}
    assert theirs.get("text") is None
    assert read_projection(stack, tenant, note["note_id"]) == before


def test_given_events_that_are_none_of_ours_when_audited_then_they_end_as_dead_letters(
    stack: Stack, tenant: str
) -> None:
    changes: list[Json] = [
        {"source": "evil/notes"},
        {"type": "NoteStolen.v1"},
        {"specversion": "2.0"},
        {"tenant": None},
        {"time": "yesterday"},
    ]
    events = [forged(tenant, uuid4().hex[:26]) for _ in changes]
    wrong = [
        event.model_dump(mode="json") | change
        for event, change in zip(events, changes, strict=True)
    ]

    with stack.visible_after("RecordAuditQueueUrl", 1):
        send_texts(stack, stack.output("RecordAuditQueueUrl"), list(map(json.dumps, wrong)))
        for event in events:
            take_message(stack, "RecordAuditDeadLetterQueueUrl", event.id)

    assert audit_keys(stack, tenant) == []
