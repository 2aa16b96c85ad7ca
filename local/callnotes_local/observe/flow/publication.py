"""From the table's stream to the topic, or to the queue of parked records."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed import Resource
from callnotes_local.deployed.wiring import Publisher
from callnotes_local.observe.flow.facts import Fact
from callnotes_local.observe.flow.hop import Hop, HopStatus, to_text
from callnotes_local.observe.queue_peek import peek_messages


def published_hops(
    publisher: Publisher, topics: Iterable[Resource], event: Fact, first_sent: int | None
) -> Iterator[Hop]:
    """The write, the stream and the topic.

    The publisher's line comes at the end of its batch: what a queue got before that had passed
    the topic then.
    """
    said, table = event.fields, publisher.table.logical_id
    written = to_text(datetime.fromisoformat(said["written_at"]))
    at = to_text(min(event.at, first_sent or event.at))
    stream = f"stream handed on version {said['version']}"
    detail = f"event {said['event_id']}, message {said['message_id']}"
    yield Hop(written, "dynamodb", table, HopStatus.OK, f"wrote version {said['version']}")
    yield Hop(at, "dynamodb", table, HopStatus.OK, stream)
    yield Hop(at, "lambda", publisher.function.logical_id, HopStatus.OK, f"made {said['type']}")
    for topic in topics:
        yield Hop(at, "sns", topic.logical_id, HopStatus.OK, detail)


def parked_hops(cloud: Cloud, parking: Resource | None, note_id: str) -> Iterator[Hop]:
    """Stream records of the note that the publisher could not read."""
    if parking is None:
        return
    for message in peek_messages(cloud, parking.physical_id):
        if message.body.get("keys", {}).get("pk", "").endswith(f"#NOTE#{note_id}"):
            detail = f"{message.body.get('reason')}, message {message.message_id}"
            at = to_text(message.sent_at)
            yield Hop(at, "sqs", parking.logical_id, HopStatus.PARKED, detail)
