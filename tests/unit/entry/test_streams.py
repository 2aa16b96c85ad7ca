"""What the handler of the table's stream shares."""

import json
from typing import Any

import pytest

from callnotes.domain.errors import Unavailable
from callnotes.domain.publication import Outcome, ParkedRecord, Published
from callnotes.entry.streams import Records, stream
from tests.builders import make_event, make_note
from tests.log import Log

PARKED = ParkedRecord("record-1", {"pk": "p", "sk": "NOTE"}, "the item has no version")


def handle(outcome: Outcome, *records: dict[str, Any]) -> None:
    stream(lambda _records: outcome)({"Records": list(records)}, object())


def test_the_records_reach_the_handler() -> None:
    seen: list[Records] = []

    def keep(records: Records) -> Outcome:
        seen.append(records)
        return Outcome([], [])

    stream(keep)({"Records": [{"eventID": "1"}]}, object())
    assert seen == [[{"eventID": "1"}]]


def test_what_is_raised_brings_the_batch_again() -> None:
    def fail(_records: Records) -> Outcome:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        stream(fail)({"Records": []}, object())


def test_a_batch_is_one_log_line(log: Log) -> None:
    handle(Outcome([Published(make_event(), "message-1")] * 3, []))
    assert [line["message"] for line in log.lines] == ["published"]


def test_the_log_line_tells_each_event(log: Log) -> None:
    note = make_note(note_id="n" * 26, version=2)
    handle(Outcome([Published(make_event(note), "message-1")], []))
    assert log.lines[0]["events"] == [
        {
            "event_id": f"{'n' * 26}.2",
            "note_id": "n" * 26,
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
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [m["EventsParked"] for m in metrics if "EventsParked" in m] == [[2.0]]


def test_nothing_parked_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    handle(Outcome([], []))
    assert "EventsParked" not in capsys.readouterr().out
