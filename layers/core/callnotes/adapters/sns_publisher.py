"""Events to the SNS topic, in batches within SNS's limits.

https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import TRIES, back_off, calling, require_time
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import Published
from callnotes.domain.times import SecondsLeft

MAX_BATCH_EVENTS = 10
MAX_BATCH_BYTES = 262_144

type Entry = dict[str, Any]


@dataclass(frozen=True)
class SNSPublisher:
    """`ports.EventPublisher` on a topic, whose filter policies select by `type` and `tenant`."""

    client: Any
    topic_arn: str

    def publish_events(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        """Publish batch after batch; no call begins that could outlast the function."""
        for batch in split_batches(events):
            yield from self._publish_batch(batch, seconds_left)

    def _publish_batch(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        waiting = {str(number): event for number, event in enumerate(events)}
        done = self._try_batch(waiting, seconds_left)
        # The SDK retries calls; entries of a call that was answered are ours to retry.
        for attempt in range(1, TRIES):
            if waiting := {n: event for n, event in waiting.items() if n not in done}:
                back_off(attempt)
                done |= self._try_batch(waiting, seconds_left)
        for number in map(str, range(len(events))):
            if number not in done:
                raise Unavailable("The topic does not take every event right now.")
            yield done[number]

    def _try_batch(
        self, waiting: dict[str, AnyEvent], seconds_left: SecondsLeft
    ) -> dict[str, Published]:
        """Return what became of entries, by number; what SNS could not take for now is absent."""
        require_time(seconds_left)
        entries = [_entry(number, event) for number, event in waiting.items()]
        with calling("topic"):
            answer = self.client.publish_batch(
                TopicArn=self.topic_arn, PublishBatchRequestEntries=entries
            )
        sent = {
            entry["Id"]: Published(waiting[entry["Id"]], entry["MessageId"])
            for entry in answer.get("Successful", [])
        }
        refused = {
            entry["Id"]: Published(
                waiting[entry["Id"]], None, f"the topic refused it: {entry['Code']}"
            )
            for entry in answer.get("Failed", [])
            if entry["SenderFault"]
        }
        return sent | refused


def split_batches(events: Sequence[AnyEvent]) -> Iterator[list[AnyEvent]]:
    """Split events, in order, into batches that SNS takes in one call."""
    batch: list[AnyEvent] = []
    size = 0
    for event in events:
        event_size = size_of(event)
        if batch and (len(batch) == MAX_BATCH_EVENTS or size + event_size > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += event_size
    if batch:
        yield batch


def size_of(event: AnyEvent) -> int:
    """Return what SNS counts: bytes of the message and of its attributes' names, types, values."""
    entry = _entry("0", event)
    attributes = entry["MessageAttributes"].items()
    return len(entry["Message"].encode()) + sum(
        len(name) + len(value["DataType"]) + len(value["StringValue"].encode())
        for name, value in attributes
    )


def _entry(number: str, event: AnyEvent) -> Entry:
    return {
        "Id": number,
        "Message": event.model_dump_json(),
        "MessageAttributes": {
            "type": {"DataType": "String", "StringValue": event.type},
            "tenant": {"DataType": "String", "StringValue": event.tenant},
        },
    }
