from dataclasses import dataclass, field

from callnotes.domain.errors import Unavailable
from callnotes.domain.publication import ParkedRecord
from callnotes.domain.times import SecondsLeft


@dataclass
class InMemoryParking:
    """`ports.ParkingLot` in a list; `has_room` is whether it takes records."""

    parked: list[ParkedRecord] = field(default_factory=list)
    has_room: bool = True

    def park_record(self, record: ParkedRecord, _seconds_left: SecondsLeft) -> None:
        if not self.has_room:
            raise Unavailable("The parking lot does not answer right now.")
        self.parked.append(record)
