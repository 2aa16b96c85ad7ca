"""What became of an event at one consumer: its queue, its function, or its dead letters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from callnotes_local.cloud import Cloud
from callnotes_local.deployed.wiring import Consumer
from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.flow.publication import PublishedEvent
from callnotes_local.function_logs import LogLine, read_lines
from callnotes_local.queue_peek import Message, peek_messages


@dataclass(frozen=True)
class Consumption:
    """An event that a consumer took."""

    sent_at: int
    consumed_at: int
    message_id: str
    outcome: str


def read_consumer(
    cloud: Cloud,
    name: str,
    consumer: Consumer,
    note_id: str,
    published: Mapping[str, PublishedEvent],
) -> tuple[dict[str, Consumption], list[Hop]]:
    """What the consumer did with each event, and the hops that show it."""
    lines = list(read_lines(cloud, name, containing=note_id))
    taken = dict(_find_taken(lines, note_id))
    hops = [hop for done in taken.values() for hop in _taken_hops(consumer, done)]
    missing = {
        event_id: event
        for event_id, event in published.items()
        if event_id not in taken and consumer.takes(event.type)
    }
    if missing:
        hops += _missing_hops(cloud, name, consumer, missing)
    return taken, hops


def _find_taken(lines: list[LogLine], note_id: str) -> Iterator[tuple[str, Consumption]]:
    for line in reversed(lines):  # of a duplicate the first stays
        if line.fields.get("message") == "consumed":
            for fact in line.fields["events"]:
                if fact["event_id"].startswith(f"{note_id}."):
                    yield fact["event_id"], _consumption(fact, line.at)


def _consumption(fact: dict[str, Any], at: int) -> Consumption:
    return Consumption(fact["sent_at"], at, fact["message_id"], fact["outcome"])


def _taken_hops(consumer: Consumer, done: Consumption) -> Iterator[Hop]:
    queue, function = consumer.queue.logical_id, consumer.function.logical_id
    message = f"message {done.message_id}"
    yield Hop(to_text(done.sent_at), "sqs", queue, HopStatus.OK, message)
    yield Hop(to_text(done.consumed_at), "lambda", function, HopStatus.OK, done.outcome)


def _missing_hops(
    cloud: Cloud, name: str, consumer: Consumer, missing: Mapping[str, PublishedEvent]
) -> Iterator[Hop]:
    dead = _find_dead(cloud, consumer)
    for event_id, event in missing.items():
        if message := dead.get(event_id):
            at, queue, status = message.sent_at, consumer.dead_letters, HopStatus.PARKED
            detail = f"{name} gave up on {event_id}, message {message.message_id}"
        else:
            at, queue, status = event.published_at, consumer.queue, HopStatus.PENDING
            detail = f"{name} has not taken {event_id} yet"
        yield Hop(to_text(at), "sqs", queue.logical_id if queue else "", status, detail)


def _find_dead(cloud: Cloud, consumer: Consumer) -> dict[str, Message]:
    if not consumer.dead_letters:
        return {}
    messages = peek_messages(cloud, consumer.dead_letters.physical_id)
    return {str(message.body.get("id")): message for message in messages}
