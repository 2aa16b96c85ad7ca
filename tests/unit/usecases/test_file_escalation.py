import pytest

from callnotes.domain.errors import RecordConflict, RecordsUnavailable
from callnotes.usecases.file_escalation import file_escalation
from tests.builders import make_record
from tests.fakes.records import FakeRecords

RECORD = make_record()


def test_second_attempt_returns_the_reference_of_the_first_and_keeps_one_record() -> None:
    records = FakeRecords()

    references = [file_escalation(RECORD, records=records) for _ in range(2)]

    assert references == [RECORD.reference] * 2
    assert records.kept == {RECORD.reference: RECORD}


def test_another_record_under_the_reference_is_a_conflict() -> None:
    records = FakeRecords()
    file_escalation(RECORD, records=records)
    with pytest.raises(RecordConflict):
        file_escalation(make_record(state="rejected"), records=records)


def test_records_system_that_is_away_is_an_error() -> None:
    with pytest.raises(RecordsUnavailable):
        file_escalation(RECORD, records=FakeRecords(is_away=True))
