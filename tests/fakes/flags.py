"""`ports.FlagSource` in memory."""

from dataclasses import dataclass, field

from callnotes.domain.flags import FlagReading


@dataclass
class FakeFlags:
    reading: FlagReading = field(default_factory=FlagReading)

    def read_flags(self) -> FlagReading:
        return self.reading
