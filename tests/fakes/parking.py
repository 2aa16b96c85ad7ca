from dataclasses import dataclass, field

from callnotes.domain.publication import ParkedRecord


@dataclass
class InMemoryParking:
    """`ports.ParkingLot` in a list."""

    parked: list[ParkedRecord] = field(default_factory=list)

    def park_record(self, record: ParkedRecord) -> None:
        self.parked.append(record)
