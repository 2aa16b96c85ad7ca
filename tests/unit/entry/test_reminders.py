"""A reminder that cannot be set is counted and logged, and stops nothing."""

import pytest

from callnotes.domain.escalation import Reminder
from callnotes.entry.observability import observed
from callnotes.entry.reminders import CountedReminders
from tests.builders import NOON, later
from tests.cloud import Context
from tests.fakes.workflow import FakeReminders
from tests.log import Log
from tests.metrics import read_metrics

REMINDER = Reminder("hanbit", "e1", later(3600))


def set_reminder(reminders: FakeReminders) -> None:
    counted = CountedReminders(reminders.set_reminder, "request_decision")
    observed(lambda _event, _context: counted.set_reminder(REMINDER, NOON))({}, Context())


def test_a_reminder_that_is_set_is_not_counted(capsys: pytest.CaptureFixture[str]) -> None:
    reminders = FakeReminders()
    set_reminder(reminders)
    assert reminders.times == {REMINDER: NOON}
    assert read_metrics(capsys) == {}


def test_a_reminder_that_is_missing_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    set_reminder(FakeReminders(is_away=True))
    assert read_metrics(capsys) == {("request_decision", "ReminderMissing"): 1}


def test_a_reminder_that_is_missing_is_logged_with_its_ids(log: Log) -> None:
    set_reminder(FakeReminders(is_away=True))
    (line,) = log.lines
    assert (line["level"], line["message"]) == ("WARNING", "no reminder")
    assert (line["tenant"], line["escalation_id"]) == ("hanbit", "e1")
    assert "does not answer" in line["problem"]
