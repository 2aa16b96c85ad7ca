"""From the table's stream to the topic, or to the parking lot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callnotes_local.cloud import Cloud
from callnotes_local.deployed import Resource
from callnotes_local.deployed.wiring import Publisher
from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.function_logs import read_lines
from callnotes_local.queue_peek import peek_messages


@dataclass(frozen=True)
class PublishedEvent:
    """One event as the publisher's log line tells of it."""

    event_id: str
    version: int
    type: str
    message_id: str
    written_at: datetime
    published_at: int

    def hops(
        self, publisher: Publisher, topics: Iterable[Resource], first_sent: int | None
    ) -> Iterator[Hop]:
        """The write, the stream and the topic.

        The publisher's line comes at the end of its batch: what a queue got before that had
        passed the topic then.
        """
        published = to_text(min(self.published_at, first_sent or self.published_at))
        written = to_text(self.written_at)
        table, function = publisher.table.logical_id, publisher.function.logical_id
        yield Hop(written, "dynamodb", table, HopStatus.OK, f"wrote version {self.version}")
        stream = f"stream handed on version {self.version}"
        yield Hop(published, "dynamodb", table, HopStatus.OK, stream)
        yield Hop(published, "lambda", function, HopStatus.OK, f"made {self.type}")
        detail = f"event {self.event_id}, message {self.message_id}"
        for topic in topics:
            yield Hop(published, "sns", topic.logical_id, HopStatus.OK, detail)


def read_published(cloud: Cloud, publisher: str, note_id: str) -> dict[str, PublishedEvent]:
    """The published events of the note by id; of a repetition the first."""
    found: dict[str, PublishedEvent] = {}
    for line in read_lines(cloud, publisher, containing=note_id):
        if line.fields.get("message") == "published":
            for fact in line.fields["events"]:
                if fact["note_id"] == note_id:
                    found.setdefault(fact["event_id"], _event(fact, line.at))
    return found


def read_parked(cloud: Cloud, parking: Resource | None, note_id: str) -> Iterator[Hop]:
    """Stream records of the note that the publisher could not read."""
    if parking is None:
        return
    for message in peek_messages(cloud, parking.physical_id):
        if message.body.get("keys", {}).get("pk", "").endswith(f"#NOTE#{note_id}"):
            detail = f"{message.body.get('reason')}, message {message.message_id}"
            at = to_text(message.sent_at)
            yield Hop(at, "sqs", parking.logical_id, HopStatus.PARKED, detail)


def _event(fact: dict[str, Any], at: int) -> PublishedEvent:
    return PublishedEvent(
        event_id=fact["event_id"],
        version=fact["version"],
        type=fact["type"],
        message_id=fact["message_id"],
        written_at=datetime.fromisoformat(fact["written_at"]),
        published_at=at,
    )
