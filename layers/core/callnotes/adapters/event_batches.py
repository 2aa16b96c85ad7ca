"""Events to a service that takes ten in one call, within its limit of bytes.

The SDK retries calls; entries of a call that was answered are ours to retry.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from callnotes.adapters.clients import TRIES, back_off, require_time
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import Published
from callnotes.domain.times import SecondsLeft

MAX_BATCH_EVENTS = 10

# Events by their number in the batch.
type Batch = dict[str, AnyEvent]
# What became of them; what the service could not take for now is absent.
type Results = dict[str, Published]


@dataclass(frozen=True)
class Target:
    """A service and how it counts bytes; `send` makes one call, without a retry of entries."""

    name: str
    max_bytes: int
    size_of: Callable[[AnyEvent], int]
    send: Callable[[Batch], Results]

    def publish_events(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        """Publish batch after batch; no call begins that could outlast the function."""
        for batch in split_batches(events, self.max_bytes, self.size_of):
            yield from self._publish_batch(batch, seconds_left)

    def _publish_batch(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        waiting = {str(number): event for number, event in enumerate(events)}
        done = self._send(waiting, seconds_left)
        for attempt in range(1, TRIES):
            if waiting := {n: event for n, event in waiting.items() if n not in done}:
                back_off(attempt)
                done |= self._send(waiting, seconds_left)
        for number in map(str, range(len(events))):
            if number not in done:
                raise Unavailable(f"The {self.name} does not take every event right now.")
            yield done[number]

    def _send(self, waiting: Batch, seconds_left: SecondsLeft) -> Results:
        require_time(seconds_left)
        return self.send(waiting)


def split_batches(
    events: Sequence[AnyEvent], max_bytes: int, size_of: Callable[[AnyEvent], int]
) -> Iterator[list[AnyEvent]]:
    """Split events, in order, into batches that the service takes in one call."""
    batch: list[AnyEvent] = []
    size = 0
    for event in events:
        event_size = size_of(event)
        if batch and (len(batch) == MAX_BATCH_EVENTS or size + event_size > max_bytes):
            yield batch
            batch, size = [], 0
        batch.append(event)
        size += event_size
    if batch:
        yield batch
