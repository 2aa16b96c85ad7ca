"""What the use cases of escalations need from outside."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from callnotes.domain.change import Change
from callnotes.domain.escalation import (
    Decision,
    DecisionRequest,
    Escalation,
    OpenEntry,
    Reminder,
    SealedToken,
    State,
)
from callnotes.domain.paging import Position


class EscalationStore(Protocol):
    """Escalations by id, of a tenant, and by state. Every change is conditional on the state."""

    def create_escalation(self, escalation: Escalation, change: Change) -> Escalation:
        """List it as open and store it unless its id is taken; return what is stored then."""

    def get_escalation(self, tenant: str, escalation_id: str) -> Escalation | None:
        """Return the escalation, strongly consistent."""

    def list_escalations(
        self, tenant: str, state: State | None, limit: int, after: Position | None
    ) -> tuple[list[Escalation], Position | None]:
        """Return up to `limit` escalations, newest first, and the next page's position, if any."""

    def record_decision(self, decided: Escalation, change: Change) -> Escalation:
        """Record the decision if it waits and has none; return what is stored then."""

    def name_notes(self, tenant: str, escalation_id: str, note_ids: Sequence[str]) -> None:
        """Set which notes may carry its mark; raise EscalationSettled unless it is deciding."""

    def await_decision(
        self, request: DecisionRequest, token: SealedToken, at: datetime
    ) -> Escalation | None:
        """Let it wait with the request's opinions and this token, which replaces an older one.

        Returns None, or what stands when it has a decision or its last state already.
        """

    def fail_escalation(self, escalation: Escalation, error: str, at: datetime) -> bool:
        """Bring an open one to `failed` and remove its marks; return whether this call did."""

    def list_open(self) -> Iterator[OpenEntry]:
        """Return the list of escalations, of all tenants, that may be open."""

    def forget_open(self, tenant: str, escalation_id: str) -> None:
        """Take one off the list of those that may be open."""


class TokenStore(Protocol):
    """The sealed task token of an escalation that waits."""

    def get_token(self, tenant: str, escalation_id: str) -> SealedToken | None:
        """Return the token, strongly consistent."""

    def delete_token(self, tenant: str, escalation_id: str) -> None:
        """Delete the token; idempotent."""


class TokenVault(Protocol):
    """Seals task tokens, each for one escalation of one tenant."""

    def seal_token(self, tenant: str, escalation_id: str, token: str) -> bytes:
        """Return the token's ciphertext."""

    def open_token(self, tenant: str, escalation_id: str, ciphertext: bytes) -> str:
        """Return the token; raise TokenUnreadable when it was not sealed for this escalation."""


class EscalationWorkflow(Protocol):
    """What carries an escalation to its last state."""

    def start(self, tenant: str, escalation_id: str, correlation_id: str) -> None:
        """Start the workflow, once for each escalation; idempotent, whatever request asks again."""

    def is_running(self, escalation_id: str) -> bool:
        """Return whether the escalation's workflow runs."""


class WaitingTasks(Protocol):
    """States of a workflow that wait for a task token's callback."""

    def answer(self, task_token: str, escalation_id: str, decision: Decision) -> bool:
        """Send verdict and decider to the workflow; return whether it still waited."""


class SupervisorNotices(Protocol):
    """Notices to supervisors about waiting escalations."""

    def tell_waiting(self, tenant: str, escalation_id: str, deadline: datetime) -> None:
        """Notify the supervisors of a tenant that an escalation waits."""

    def tell_still_waiting(self, reminder: Reminder) -> None:
        """Remind them of one that nobody has decided yet."""


class Reminders(Protocol):
    """What calls `remind_supervisors` at a time."""

    def set_reminder(self, reminder: Reminder, at: datetime) -> None:
        """Set the reminder unless the escalation has one; raise Unavailable if it cannot be set."""


class ReminderMarks(Protocol):
    """Which escalations supervisors were reminded of."""

    def is_marked(self, reminder: Reminder) -> bool:
        """Return whether they were, strongly consistent."""

    def mark(self, reminder: Reminder) -> None:
        """Remember, until the deadline at least, that they were; idempotent."""
