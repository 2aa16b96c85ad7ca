"""The records system, outside AWS."""

from typing import Protocol

from callnotes.domain.record import Record


class Records(Protocol):
    """Keeps closed escalations."""

    def keep_record(self, record: Record) -> None:
        """Keep the record under its reference; idempotent.

        Raises RecordsUnavailable, and RecordConflict when the reference has another record.
        """
