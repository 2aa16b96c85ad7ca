from dataclasses import dataclass, field

from callnotes.domain.errors import RecordConflict, RecordsUnavailable
from callnotes.domain.record import Record


@dataclass
class FakeRecords:
    """`ports.Records` in a dictionary."""

    is_away: bool = False
    kept: dict[str, Record] = field(default_factory=dict)

    def keep_record(self, record: Record) -> None:
        if self.is_away:
            raise RecordsUnavailable("The records system does not answer.")
        if self.kept.setdefault(record.reference, record) != record:
            raise RecordConflict("Another record has this reference.")
