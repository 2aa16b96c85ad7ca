"""Let an escalation wait for a person."""

from dataclasses import dataclass
from datetime import datetime

from callnotes.domain.errors import EscalationSettled
from callnotes.domain.escalation import DecisionRequest, Reminder, SealedToken
from callnotes.ports.escalations import (
    EscalationStore,
    Reminders,
    SupervisorNotices,
    TokenVault,
    WaitingTasks,
)


@dataclass(frozen=True)
class Waiting:
    """What makes an escalation wait."""

    escalations: EscalationStore
    vault: TokenVault
    supervisors: SupervisorNotices
    tasks: WaitingTasks
    reminders: Reminders


def request_decision(request: DecisionRequest, now: datetime, waiting: Waiting) -> str:
    """Seal the token, let the escalation wait, tell the supervisors, set a reminder; return which.

    A decision may be recorded already, for an earlier token of the same wait: then this token is
    completed at once. Raises EscalationSettled when the escalation has its last state.
    """
    tenant, escalation_id = request.tenant, request.escalation_id
    ciphertext = waiting.vault.seal_token(tenant, escalation_id, request.task_token)
    sealed = SealedToken(ciphertext, request.deadline)
    standing = waiting.escalations.await_decision(request, sealed, now)
    if standing is None:
        waiting.supervisors.tell_waiting(tenant, escalation_id, request.deadline)
        reminder = Reminder(tenant, escalation_id, request.deadline)
        waiting.reminders.set_reminder(reminder, reminder.half_way(now))
        return "waiting"
    if standing.decision is None or not standing.is_open:
        raise EscalationSettled("Nothing waits for a person any more.")
    waiting.tasks.answer(request.task_token, escalation_id, standing.decision)
    return "answered"
