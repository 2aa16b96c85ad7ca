"""Where events go."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import ParkedRecord, Published
from callnotes.domain.times import SecondsLeft


class EventPublisher(Protocol):
    """The topic of all events, their bus, or both."""

    def publish_events(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        """Publish the events in order.

        Yields one result for each event. Raises Unavailable at the first event that is not
        accepted in the time left; later events may have been published already.
        """


class ParkingLot(Protocol):
    """Keeps stream records that cannot be processed, so that they do not block the shard."""

    def park_record(self, record: ParkedRecord, seconds_left: SecondsLeft) -> None:
        """Keep the record and its reason; raise Unavailable when too little time is left."""


class AuditTrail(Protocol):
    """The permanent record of all events."""

    def record_event(self, event: AnyEvent) -> bool:
        """Write the event once; return whether this call wrote it."""
