"""What became of an event at one consumer: its queue, its function, or its dead letters."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from callnotes_local.cloud import Cloud
from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.flow.publication import PublishedEvent
from callnotes_local.function_logs import LogLine, read_lines
from callnotes_local.names import to_logical_id
from callnotes_local.queue_peek import Message, peek_messages


@dataclass(frozen=True)
class Consumption:
    """An event that a consumer took."""

    sent_at: int
    consumed_at: int
    message_id: str
    outcome: str


def read_consumer(
    cloud: Cloud, consumer: str, note_id: str, published: Mapping[str, PublishedEvent]
) -> tuple[dict[str, Consumption], list[Hop]]:
    """What the consumer did with each event, and the hops that show it."""
    lines = list(read_lines(cloud, consumer, containing=note_id))
    taken = dict(_find_taken(lines, note_id))
    hops = [hop for done in taken.values() for hop in _taken_hops(consumer, done)]
    missing = {event_id: e for event_id, e in published.items() if event_id not in taken}
    if missing:
        hops += _missing_hops(cloud, consumer, missing)
    return taken, hops


def _find_taken(lines: list[LogLine], note_id: str) -> Iterator[tuple[str, Consumption]]:
    for line in reversed(lines):  # of a duplicate the first stays
        if line.fields.get("message") == "consumed":
            for fact in line.fields["events"]:
                if fact["event_id"].startswith(f"{note_id}."):
                    yield fact["event_id"], _consumption(fact, line.at)


def _consumption(fact: dict[str, Any], at: int) -> Consumption:
    return Consumption(fact["sent_at"], at, fact["message_id"], fact["outcome"])


def _taken_hops(consumer: str, done: Consumption) -> Iterator[Hop]:
    queue, function = to_logical_id(consumer, "Queue"), to_logical_id(consumer, "Function")
    message = f"message {done.message_id}"
    yield Hop(to_text(done.sent_at), "sqs", queue, HopStatus.OK, message)
    yield Hop(to_text(done.consumed_at), "lambda", function, HopStatus.OK, done.outcome)


def _missing_hops(
    cloud: Cloud, consumer: str, missing: Mapping[str, PublishedEvent]
) -> Iterator[Hop]:
    dead = _find_dead(cloud, consumer)
    for event_id, event in missing.items():
        if event_id in dead:
            yield _dead_hop(consumer, dead[event_id])
        else:
            queue = to_logical_id(consumer, "Queue")
            at, detail = to_text(event.published_at), f"{consumer} has not taken {event_id} yet"
            yield Hop(at, "sqs", queue, HopStatus.PENDING, detail)


def _find_dead(cloud: Cloud, consumer: str) -> dict[str, Message]:
    url = cloud.output(to_logical_id(consumer, "DeadLetterQueueUrl"))
    return {str(m.body.get("id")): m for m in peek_messages(cloud, url)}


def _dead_hop(consumer: str, message: Message) -> Hop:
    name = to_logical_id(consumer, "DeadLetterQueue")
    detail = f"{consumer} gave up on {message.body['id']}, message {message.message_id}"
    return Hop(to_text(message.sent_at), "sqs", name, HopStatus.PARKED, detail)
