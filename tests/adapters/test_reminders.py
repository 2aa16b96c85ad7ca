"""The contracts of `ports.Reminders` and `ports.ReminderMarks`."""

import json

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_reminder_marks import DynamoDBReminderMarks
from callnotes.adapters.escalation_items import reminded_key
from callnotes.adapters.note_items import from_wire, to_wire
from callnotes.adapters.scheduler_reminders import SchedulerReminders
from callnotes.domain.errors import Unavailable
from callnotes.domain.escalation import Reminder
from callnotes.ports.escalations import ReminderMarks, Reminders
from callnotes.settings import ReminderSettings
from faults.rule import Fault
from tests.builders import NOON, later, unique
from tests.cloud import Cloud
from tests.fakes.workflow import FakeMarks, FakeReminders
from tests.faults.rules import ALWAYS, Faults, Rule

SETTINGS = ReminderSettings("ReminderGroup", "arn:function", "arn:role", "arn:queue")
TABLE = "Table"


def make_reminder() -> Reminder:
    return Reminder("hanbit", unique("e"), later(3600))


@pytest.fixture
def adapter(cloud: Cloud) -> SchedulerReminders:
    assert cloud.resources["ReminderGroup"] == SETTINGS.reminder_group_name
    return SchedulerReminders(make_client("scheduler"), SETTINGS)


@pytest.fixture
def reminders(side: str, adapter: SchedulerReminders) -> Reminders:
    return FakeReminders() if side == "fake" else adapter


def read_expression(reminders: Reminders, reminder: Reminder) -> str:
    if isinstance(reminders, FakeReminders):
        return f"at({reminders.times[reminder]:%Y-%m-%dT%H:%M:%S})"
    name, client = reminder.escalation_id, make_client("scheduler")
    found = client.get_schedule(Name=name, GroupName="ReminderGroup")
    return str(found["ScheduleExpression"])


def test_a_second_reminder_of_an_escalation_leaves_the_first(reminders: Reminders) -> None:
    reminder = make_reminder()
    reminders.set_reminder(reminder, later(1800))
    reminders.set_reminder(reminder, later(2000))
    assert read_expression(reminders, reminder) == "at(2026-03-01T12:30:00)"


def test_a_schedule_has_a_name_a_time_and_an_end(adapter: SchedulerReminders) -> None:
    reminder = make_reminder()
    adapter.set_reminder(reminder, later(1800))
    found = adapter.client.get_schedule(Name=reminder.escalation_id, GroupName="ReminderGroup")
    expected = {
        "ScheduleExpression": "at(2026-03-01T12:30:00)",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE",
    }
    assert found.items() >= expected.items()
    target = found["Target"]
    assert json.loads(target.pop("Input")) == {
        "tenant": "hanbit",
        "escalation_id": reminder.escalation_id,
        "deadline": "2026-03-01T13:00:00.123456Z",
    }
    assert target == {
        "Arn": "arn:function",
        "RoleArn": "arn:role",
        "RetryPolicy": {"MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 3600},
        "DeadLetterConfig": {"Arn": "arn:queue"},
    }


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("drop", ""),
        ("error_before", "AccessDeniedException"),
        ("error_before", "ServiceQuotaExceededException"),
        ("error_before", "ResourceNotFoundException"),
        ("error_before", "ValidationException"),
    ],
)
def test_a_reminder_that_cannot_be_set_is_unavailable(
    adapter: SchedulerReminders, faults: Faults, fault: Fault, code: str
) -> None:
    status = {"status": 400, "code": code} if code else {}
    faults.add(Rule("scheduler", "CreateSchedule", fault, times=ALWAYS, **status))  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        adapter.set_reminder(make_reminder(), NOON)


def test_a_lost_reply_is_no_failure(adapter: SchedulerReminders, faults: Faults) -> None:
    """The SDK tries again, and finds the schedule that it created."""
    faults.add(Rule("scheduler", "CreateSchedule", "error_after"))
    reminder = make_reminder()
    adapter.set_reminder(reminder, NOON)
    assert read_expression(adapter, reminder) == "at(2026-03-01T12:00:00)"


@pytest.fixture
def marks(side: str, cloud: Cloud) -> ReminderMarks:
    if side == "fake":
        return FakeMarks()
    return DynamoDBReminderMarks(make_client("dynamodb"), cloud.resources[TABLE])


def test_a_marked_escalation_is_marked_and_no_other(marks: ReminderMarks) -> None:
    reminder = make_reminder()
    assert marks.is_marked(reminder) is False
    marks.mark(reminder)
    marks.mark(reminder)
    assert marks.is_marked(reminder) is True
    assert marks.is_marked(make_reminder()) is False


def test_a_mark_ends_after_the_deadline_and_is_no_escalation(cloud: Cloud) -> None:
    """Its entity is none of those that are published."""
    client, reminder = make_client("dynamodb"), make_reminder()
    DynamoDBReminderMarks(client, cloud.resources[TABLE]).mark(reminder)
    key = reminded_key("hanbit", reminder.escalation_id)
    item = from_wire(client.get_item(TableName=cloud.resources[TABLE], Key=to_wire(key))["Item"])
    assert item == {
        **key,
        "entity": "reminder_mark",
        "expires_at": int(reminder.deadline.timestamp()),
    }
