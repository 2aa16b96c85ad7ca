"""Events to the EventBridge bus, in batches within EventBridge's limits.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.adapters.event_batches import Batch, Results, Target
from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import Published
from callnotes.domain.times import SecondsLeft

# "Less than 1 MB" is all that AWS says, so the smaller of the two units counts.
MAX_BATCH_BYTES = 999_999
TIME_BYTES = 14
SOURCE = "callnotes"
# What is wrong with the entry itself. Every other code, a missing permission too, may pass: were
# such events parked, a mistake in a policy would cost all of them.
REFUSALS = {"InvalidArgument", "MalformedDetail"}

type Entry = dict[str, Any]


@dataclass(frozen=True)
class EventBridgeBus:
    """`ports.EventPublisher` on a bus, whose rules select by detail-type and detail."""

    client: Any
    bus_name: str

    def publish_events(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        """Put batch after batch; no call begins that could outlast the function."""
        bus = Target("bus", MAX_BATCH_BYTES, size_of, self._send)
        return bus.publish_events(events, seconds_left)

    def _send(self, waiting: Batch) -> Results:
        entries = [{**make_entry(e), "EventBusName": self.bus_name} for e in waiting.values()]
        with calling("bus"):
            answer = self.client.put_events(Entries=entries)
        results = zip(waiting.items(), answer["Entries"], strict=True)
        return {
            number: _result(event, result)
            for (number, event), result in results
            if "EventId" in result or result["ErrorCode"] in REFUSALS
        }


def make_entry(event: AnyEvent) -> Entry:
    """Return the event in EventBridge's envelope: `detail` is the whole CloudEvent."""
    return {
        "Time": event.time,
        "Source": SOURCE,
        "DetailType": event.type,
        "Detail": event.model_dump_json(),
    }


def size_of(event: AnyEvent) -> int:
    """Return what EventBridge counts: 14 bytes of time, and those of the other fields.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
    """
    entry = make_entry(event)
    texts = (entry["Source"], entry["DetailType"], entry["Detail"])
    return TIME_BYTES + sum(len(text.encode()) for text in texts)


def _result(event: AnyEvent, result: dict[str, str]) -> Published:
    if "EventId" in result:
        return Published(event, result["EventId"])
    return Published(event, None, f"the bus refused it: {result['ErrorCode']}")
