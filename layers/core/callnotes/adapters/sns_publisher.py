"""Events to the SNS topic, in batches within SNS's limits.

https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.adapters.event_batches import Batch, Results, Target
from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import Published
from callnotes.domain.times import SecondsLeft

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
        topic = Target("topic", MAX_BATCH_BYTES, size_of, self._send)
        return topic.publish_events(events, seconds_left)

    def _send(self, waiting: Batch) -> Results:
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
            "correlation_id": {"DataType": "String", "StringValue": event.correlationid},
        },
    }
