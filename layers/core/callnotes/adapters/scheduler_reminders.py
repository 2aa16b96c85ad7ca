"""Reminders as one-time schedules of EventBridge Scheduler.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.domain.errors import Unavailable
from callnotes.domain.escalation import Reminder
from callnotes.domain.times import to_time_text
from callnotes.settings import ReminderSettings

# What Scheduler does when Lambda does not take the call; then it goes to the dead-letter queue.
RETRIES = {"MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 3600}


@dataclass(frozen=True)
class SchedulerReminders:
    """`ports.Reminders`: a schedule is named after its escalation, and deletes itself."""

    client: Any
    settings: ReminderSettings

    def set_reminder(self, reminder: Reminder, at: datetime) -> None:
        """Create the schedule; whatever refuses it is Unavailable, for the wait goes on without."""
        try:
            with calling("scheduler"):
                self.client.create_schedule(
                    Name=reminder.escalation_id,
                    GroupName=self.settings.reminder_group_name,
                    ScheduleExpression=f"at({at:%Y-%m-%dT%H:%M:%S})",
                    ScheduleExpressionTimezone="UTC",
                    FlexibleTimeWindow={"Mode": "OFF"},
                    ActionAfterCompletion="DELETE",
                    Target=self._target_of(reminder),
                )
        except ClientError as error:
            if error_code(error) != "ConflictException":
                raise Unavailable(f"The scheduler refuses: {error_code(error)}.") from error

    def _target_of(self, reminder: Reminder) -> dict[str, Any]:
        event = {
            "tenant": reminder.tenant,
            "escalation_id": reminder.escalation_id,
            "deadline": to_time_text(reminder.deadline),
        }
        return {
            "Arn": self.settings.reminder_function_arn,
            "RoleArn": self.settings.reminder_role_arn,
            "Input": json.dumps(event),
            "RetryPolicy": RETRIES,
            "DeadLetterConfig": {"Arn": self.settings.reminder_dead_letter_queue_arn},
        }
