"""What the handler of the table's stream shares."""

from typing import Any

import pytest

from callnotes.domain.publication import Interruption, Outcome, ParkedRecord, Published
from callnotes.domain.times import SecondsLeft
from callnotes.entry.streams import Records, stream
from tests.builders import make_event, make_note
from tests.cloud import Context
from tests.log import Log
from tests.metrics import read_metrics

INTERRUPTED = Outcome(interruption=Interruption("7", "The topic does not answer right now."))
PARKED = ParkedRecord("record-1", {"pk": "p", "sk": "NOTE"}, "the item has no version")


def handle(outcome: Outcome) -> Any:
    return stream("publish_events")(lambda _records, _seconds_left: outcome)(
        {"Records": []}, Context()
    )


def test_the_records_reach_the_handler() -> None:
    seen: list[Records] = []

    def keep(records: Records, _seconds_left: SecondsLeft) -> Outcome:
        seen.append(records)
        return Outcome()

    stream("publish_events")(keep)({"Records": [{"eventID": "1"}]}, Context())
    assert seen == [[{"eventID": "1"}]]


def test_the_handler_knows_the_seconds_left() -> None:
    seen: list[float] = []

    def ask(_records: Records, seconds_left: SecondsLeft) -> Outcome:
        seen.append(seconds_left())
        return Outcome()

    stream("publish_events")(ask)({"Records": []}, Context(lambda: 12_500))
    assert seen == [12.5]


def test_a_batch_that_went_well_has_no_failures() -> None:
    assert handle(Outcome()) == {"batchItemFailures": []}


def test_an_interrupted_batch_names_the_record_to_go_on_with() -> None:
    assert handle(INTERRUPTED) == {"batchItemFailures": [{"itemIdentifier": "7"}]}


def test_what_is_raised_fails_the_whole_batch() -> None:
    def fail(_records: Records, _seconds_left: SecondsLeft) -> Outcome:
        raise RuntimeError("unforeseen")

    with pytest.raises(RuntimeError):
        stream("publish_events")(fail)({"Records": []}, Context())


def test_an_interruption_is_a_warning_with_its_reason(log: Log) -> None:
    handle(INTERRUPTED)
    assert (log.lines[0]["level"], log.lines[0]["interruption"]) == (
        "WARNING",
        {"sequence_number": "7", "reason": "The topic does not answer right now."},
    )


def test_an_interruption_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    handle(INTERRUPTED)
    assert read_metrics(capsys) == {("publish_events", "DependencyUnavailable"): 1}


def test_a_batch_is_one_log_line(log: Log) -> None:
    handle(Outcome([Published(make_event(), "message-1")] * 3, []))
    assert [line["message"] for line in log.lines] == ["published"]


def test_the_log_line_has_each_event(log: Log) -> None:
    note = make_note(note_id="n" * 26, version=2)
    handle(Outcome([Published(make_event(note), "message-1")], []))
    assert log.lines[0]["events"] == [
        {
            "event_id": f"{'n' * 26}.2",
            "subject": "n" * 26,
            "version": 2,
            "type": "NoteUpdated.v1",
            "message_id": "message-1",
            "written_at": "2026-03-01T12:00:00.123456+00:00",
            "correlation_id": "request-1",
        }
    ]


def test_a_parked_record_is_an_error_with_its_reason(log: Log) -> None:
    handle(Outcome([], [PARKED]))
    line = log.lines[0]
    assert (line["level"], line["parked"][0]["reason"]) == ("ERROR", "the item has no version")


def test_parked_records_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    handle(Outcome([], [PARKED, PARKED]))
    assert read_metrics(capsys) == {("publish_events", "EventsParked"): 2}


def test_a_batch_that_went_well_counts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    handle(Outcome())
    assert read_metrics(capsys) == {}
