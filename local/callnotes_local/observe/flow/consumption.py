"""What became of an event at one consumer: its queue, its function, or its dead-letter queue."""

from collections.abc import Iterator

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.wiring import Consumer
from callnotes_local.observe.flow.facts import Fact, Facts
from callnotes_local.observe.flow.hop import Hop, HopStatus, to_text
from callnotes_local.observe.queue_peek import Message, peek_messages


def consumed_hops(consumer: Consumer, event: Fact) -> Iterator[Hop]:
    """The queue and the function."""
    sent, message = to_text(event.fields["sent_at"]), f"message {event.fields['message_id']}"
    yield Hop(sent, "sqs", consumer.queue.logical_id, HopStatus.OK, message)
    function, outcome = consumer.function.logical_id, event.fields["outcome"]
    yield Hop(to_text(event.at), "lambda", function, HopStatus.OK, outcome)


def missing_hops(cloud: Cloud, name: str, consumer: Consumer, missing: Facts) -> Iterator[Hop]:
    """Where each event is that should have been consumed: still on its way, or given up."""
    dead = _find_dead(cloud, consumer) if missing else {}
    for event_id, event in missing.items():
        message = dead.get(event_id)
        if message and consumer.dead_letters:
            detail = f"{name} gave up on {event_id}, message {message.message_id}"
            at, queue = to_text(message.sent_at), consumer.dead_letters.logical_id
            yield Hop(at, "sqs", queue, HopStatus.PARKED, detail)
        else:
            detail = f"{name} has not taken {event_id} yet"
            at, queue = to_text(event.at), consumer.queue.logical_id
            yield Hop(at, "sqs", queue, HopStatus.PENDING, detail)


def _find_dead(cloud: Cloud, consumer: Consumer) -> dict[str, Message]:
    if not consumer.dead_letters:
        return {}
    messages = peek_messages(cloud, consumer.dead_letters.physical_id)
    return {str(message.body.get("id")): message for message in messages}
