"""Reminders that could not be set are counted and logged, and stop nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from callnotes.domain.errors import Unavailable
from callnotes.domain.escalation import Reminder
from callnotes.entry.observability import count, logger


@dataclass(frozen=True)
class CountedReminders:
    """`ports.Reminders` around the one of a function: an alarm sees the metric ReminderMissing."""

    set: Callable[[Reminder, datetime], None]
    # Its verb_noun.
    function: str

    def set_reminder(self, reminder: Reminder, at: datetime) -> None:
        """Set the reminder; without it supervisors have the first notice alone."""
        try:
            self.set(reminder, at)
        except Unavailable as error:
            count("ReminderMissing", self.function)
            ids = {"tenant": reminder.tenant, "escalation_id": reminder.escalation_id}
            logger.warning("no reminder", extra={**ids, "problem": str(error)})
