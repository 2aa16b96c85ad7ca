"""Messages arrive twice, late, unordered, at crashing consumers: no effect is lost or doubled."""

import json
import random
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from callnotes.domain.events import AnyEvent, NoteCreated, NoteData, parse_event
from tests.stack.faulty import Fault, faulty_consumer, wait_until_empty
from tests.stack.http import Api, note_input, path_of
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import (
    audit_keys,
    consumed,
    read_audit,
    read_projection,
    send_events,
    send_texts,
    take_message,
    wait_for_audit,
    wait_for_projection,
)

INDEX, AUDIT = "IndexNoteQueueUrl", "RecordAuditQueueUrl"


def make_event(tenant: str) -> AnyEvent:
    note_id = uuid4().hex[:26]
    return NoteCreated(
        id=f"{note_id}.1",
        subject=note_id,
        time=datetime.now(UTC),
        tenant=tenant,
        actor="somebody",
        correlationid=str(uuid4()),
        data=NoteData(note_id=note_id, version=1),
    )


def events_of(stack: Stack, tenant: str, count: int) -> list[AnyEvent]:
    """The events that the stack itself has recorded for a tenant."""
    keys = wait_for_audit(stack, tenant, count)
    return [parse_event(json.dumps(read_audit(stack, key).content)) for key in sorted(keys)]


def test_given_50_events_with_every_fifth_doubled_when_audited_then_50_objects_written_once(
    stack: Stack, tenant: str
) -> None:
    events = [make_event(tenant) for _ in range(50)]
    sent = events + events[::5]
    random.Random(7).shuffle(sent)  # noqa: S311 - an order, not a secret

    send_events(stack, AUDIT, sent)

    wait_for_audit(stack, tenant, 50)
    wait_until_empty(stack, stack.output(AUDIT))
    keys = audit_keys(stack, tenant)
    assert len(keys) == len(set(keys)) == 50


def test_given_an_event_comes_again_when_indexed_then_the_projection_is_as_it_was(
    stack: Stack, tenant: str, agent: Api
) -> None:
    note = agent.create_note()
    before = wait_for_projection(stack, tenant, note["note_id"], 1)
    (event,) = events_of(stack, tenant, 1)

    send_events(stack, INDEX, [event, event])

    outcomes = eventually(
        lambda: [e["outcome"] for e in consumed(stack, "index_note", event.id)][2:]
    )
    assert set(outcomes) == {"already indexed"}
    assert read_projection(stack, tenant, note["note_id"]) == before


def test_given_events_out_of_order_when_indexed_then_the_newest_version_stands(
    stack: Stack, tenant: str, agent: Api
) -> None:
    note = agent.create_note(title="one")
    for number, title in enumerate(("two", "three"), start=1):
        agent.put(path_of(note), note_input(title=title), If_Match=f'"{number}"')
    events = events_of(stack, tenant, 3)
    newest = wait_for_projection(stack, tenant, note["note_id"], 3)

    send_events(stack, INDEX, [events[2], events[0], events[1]])

    eventually(lambda: len(consumed(stack, "index_note", events[0].id)) >= 2)
    wait_until_empty(stack, stack.output(INDEX))
    assert read_projection(stack, tenant, note["note_id"]) == newest
    assert newest["text"].startswith("three")


def test_given_crashes_between_effect_and_response_when_retried_then_5_effects(
    stack: Stack, tenant: str
) -> None:
    crash_at_first = """
        answer = original.handler(event, context)
        if is_first(event):
            os._exit(1)
        return answer
    """
    events = [make_event(tenant) for _ in range(5)]
    marked = [event.model_copy(update={"actor": "crashes"}) for event in events[:3]]

    with faulty_consumer(
        stack, "RecordAuditFunction", Fault(crash_at_first, mark="crashes")
    ) as consumer:
        texts = [event.model_dump_json() for event in marked + events[3:]]
        send_texts(stack, consumer.queue_url, texts)
        wait_for_audit(stack, tenant, 5)
        wait_until_empty(stack, consumer.queue_url)
        wait_until_empty(stack, consumer.dead_letter_url)
        assert consumer.count_faults() == 3

    keys = audit_keys(stack, tenant)
    assert len(keys) == len(set(keys)) == 5


def test_given_a_timeout_after_the_effect_when_retried_then_the_effect_is_not_repeated(
    stack: Stack, tenant: str
) -> None:
    hang_at_first = """
        answer = original.handler(event, context)
        if is_first(event):
            time.sleep(30)
        return answer
    """
    event = make_event(tenant)

    with faulty_consumer(
        stack, "RecordAuditFunction", Fault(hang_at_first, mark=event.id, timeout=3, visibility=4)
    ) as consumer:
        send_texts(stack, consumer.queue_url, [event.model_dump_json()])
        wait_for_audit(stack, tenant, 1)
        wait_until_empty(stack, consumer.queue_url)
        wait_until_empty(stack, consumer.dead_letter_url)
        assert consumer.count_faults() == 1

    assert len(audit_keys(stack, tenant)) == 1


def test_given_a_consumer_that_always_times_out_when_received_too_often_then_in_the_dlq(
    stack: Stack, tenant: str
) -> None:
    text = make_event(tenant).model_dump_json()

    with faulty_consumer(
        stack, "RecordAuditFunction", Fault("time.sleep(30)", timeout=1, tries=2)
    ) as consumer:
        send_texts(stack, consumer.queue_url, [text])
        message = eventually(
            lambda: stack.clients.sqs.receive_message(QueueUrl=consumer.dead_letter_url).get(
                "Messages"
            )
        )

    assert message[0]["Body"] == text


@pytest.mark.parametrize(
    ("queue", "dead_letters", "consumer"),
    [
        (INDEX, "IndexNoteDeadLetterQueueUrl", "index_note"),
        (AUDIT, "RecordAuditDeadLetterQueueUrl", "record_audit"),
    ],
)
def test_given_one_poison_message_in_ten_when_consumed_then_nine_once_and_one_in_the_dlq(
    stack: Stack, tenant: str, queue: str, dead_letters: str, consumer: str
) -> None:
    poison = f'{{"poison": "{uuid4()}"}}'
    events = [make_event(tenant) for _ in range(9)]
    texts = [event.model_dump_json() for event in events]

    with stack.visible_after(queue, 1):
        send_texts(stack, stack.output(queue), [*texts[:4], poison, *texts[4:]])
        message = take_message(stack, dead_letters, poison, seconds=15)

    assert message["Body"] == poison
    assert [len(consumed(stack, consumer, event.id)) for event in events] == [1] * 9
    lines = stack.log_lines(consumer, "consumed")
    failures = [f for line in lines for f in line["failed"]]
    assert len([f for f in failures if f["message_id"] == message["MessageId"]]) == 5
