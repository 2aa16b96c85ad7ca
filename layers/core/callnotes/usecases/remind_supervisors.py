"""Remind the supervisors of an escalation that nobody has decided yet."""

from datetime import datetime

from callnotes.domain.escalation import Reminder
from callnotes.ports.escalations import EscalationStore, ReminderMarks, SupervisorNotices


def remind_supervisors(
    reminder: Reminder,
    now: datetime,
    *,
    escalations: EscalationStore,
    marks: ReminderMarks,
    supervisors: SupervisorNotices,
) -> str:
    """Tell them once while it waits without a decision; return what was done, for the log.

    The mark comes after the notice: a crash between the two reminds twice, and never not at all.
    """
    escalation = escalations.get_escalation(reminder.tenant, reminder.escalation_id)
    if escalation is None or escalation.state != "waiting" or escalation.decision:
        return "nothing waits"
    if now >= reminder.deadline:
        return "too late"
    if marks.is_marked(reminder):
        return "reminded before"
    supervisors.tell_still_waiting(reminder)
    marks.mark(reminder)
    return "reminded"
