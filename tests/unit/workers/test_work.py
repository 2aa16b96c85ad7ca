"""What a worker does with a task."""

import json
import logging
from typing import Any

import pytest

from callnotes.adapters.sfn_activity import ActivityTask
from callnotes.domain.record import Record
from tests.builders import make_record
from tests.fakes.records import FakeRecords
from tests.unit.workers.fakes import FakeActivity
from workers.file_escalations.heartbeats import heartbeats
from workers.file_escalations.work import work_on

RECORD = make_record()


def make_task(record: Any = None, **fields: Any) -> ActivityTask:
    content = {"record": record or RECORD.model_dump(), "heartbeat_seconds": 60} | fields
    return ActivityTask("t1", json.dumps(content))


def test_kept_record_is_reported_with_its_reference() -> None:
    activity, records = FakeActivity(), FakeRecords()
    work_on(make_task(), activity, records)
    assert activity.reports == [{"reference": RECORD.reference}]
    assert list(records.kept.values()) == [RECORD]


def test_records_system_that_is_away_fails_the_task_by_the_name_that_is_retried() -> None:
    activity = FakeActivity()
    work_on(make_task(), activity, FakeRecords(is_away=True))
    assert activity.reports == ["RecordsUnavailable"]


def test_conflict_fails_the_task_by_its_name() -> None:
    activity, records = FakeActivity(), FakeRecords()
    records.keep_record(make_record(state="rejected"))
    work_on(make_task(), activity, records)
    assert activity.reports == ["RecordConflict"]


def test_unforeseen_error_fails_the_task_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(FakeRecords):
        def keep_record(self, record: Record) -> None:
            raise RuntimeError(record.escalation_id)

    activity = FakeActivity()
    work_on(make_task(), activity, Broken())
    assert activity.reports == ["WorkerFailed"]
    assert "unexpected error" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"record": {}, "heartbeat_seconds": 60}',
        make_task(heartbeat_seconds=0).input,
        make_task(RECORD.model_dump() | {"tenant": "../hanbit"}).input,
        make_task(RECORD.model_dump() | {"reason": "He shouted at me."}).input,
    ],
)  # fmt: skip
def test_malformed_task_is_failed_and_its_text_is_not_logged(
    text: str, caplog: pytest.LogCaptureFixture
) -> None:
    activity, records = FakeActivity(), FakeRecords()
    work_on(ActivityTask("t1", text), activity, records)
    assert (activity.reports, records.kept) == (["TaskMalformed"], {})
    assert "shouted" not in caplog.text


def test_task_that_nobody_waits_for_any_more_leaves_its_record(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    activity, records = FakeActivity(waits=False), FakeRecords()
    work_on(make_task(), activity, records)
    assert list(records.kept) == [RECORD.reference]
    assert "nobody waited" in caplog.text


def test_report_that_is_not_taken_ends_no_worker(caplog: pytest.LogCaptureFixture) -> None:
    activity = FakeActivity(is_away=True)
    work_on(make_task(), activity, FakeRecords())
    assert "will come again" in caplog.text


def test_heartbeats_come_while_the_work_goes_on_and_end_with_it() -> None:
    activity = FakeActivity()
    with heartbeats(activity, make_task(), 0.03):
        assert activity.beaten.wait(5)
        activity.beaten.clear()
        assert activity.beaten.wait(5)
    activity.beaten.clear()
    assert not activity.beaten.wait(0.1)


def test_heartbeats_end_when_nobody_waits() -> None:
    activity = FakeActivity(waits=False)
    with heartbeats(activity, make_task(), 0.03):
        assert activity.beaten.wait(5)
        activity.beaten.clear()
        assert not activity.beaten.wait(0.1)
    assert activity.beats == 1


def test_heartbeats_go_on_after_one_that_was_not_taken() -> None:
    activity = FakeActivity(is_away=True)
    with heartbeats(activity, make_task(), 0.03):
        assert activity.beaten.wait(5)
        activity.beaten.clear()
        assert activity.beaten.wait(5)
