"""File a closed escalation in the records system."""

from callnotes.domain.record import Record
from callnotes.ports.records import Records


def file_escalation(record: Record, *, records: Records) -> str:
    """Keep the record, once; return its reference, which every further attempt returns too.

    Raises RecordsUnavailable when another attempt may help, RecordConflict when none does.
    """
    records.keep_record(record)
    return record.reference
