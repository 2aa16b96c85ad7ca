"""Decide an escalation, once."""

from collections.abc import Iterable
from dataclasses import replace

from callnotes.domain.change import Change
from callnotes.domain.errors import Conflict, Forbidden, TokenUnreadable
from callnotes.domain.escalation import Decision, Escalation
from callnotes.ports.escalations import EscalationStore, TokenStore, TokenVault, WaitingTasks
from callnotes.usecases.get_escalation import get_escalation


def decide_escalation(
    escalation_id: str,
    decision: Decision,
    change: Change,
    *,
    escalations: EscalationStore,
    tell: "TellWorkflow",
    moments: Iterable[None],
) -> Escalation:
    """Record the decision, notify the workflow, and return the escalation once it is closed.

    It looks again at each of `moments` until then. Raises NotFound, Forbidden for who asked for
    it, and Conflict unless it waits or stands so decided by the same person.
    """
    before = get_escalation(escalation_id, change.actor, escalations)
    if before.is_made_by(change.actor):
        raise Forbidden("You cannot decide an escalation that you asked for.")
    standing = _record(before, decision, change, escalations)
    if standing.decision is None or not standing.decision.is_the_same_as(decision):
        raise Conflict(_reason(standing))
    if standing.is_open:
        tell(standing, standing.decision)
    return _await_close(standing, escalations, moments)


class TellWorkflow:
    """Completes the waiting state of an escalation's workflow through its task token."""

    def __init__(self, tokens: TokenStore, vault: TokenVault, tasks: WaitingTasks) -> None:
        """Take the tokens' store, the vault that decrypts them, and the waiting tasks."""
        self._tokens = tokens
        self._vault = vault
        self._tasks = tasks

    def __call__(self, escalation: Escalation, decision: Decision) -> None:
        """Complete the task once and delete the token.

        Without a token, or with one that cannot be decrypted, nothing is sent: the decision is
        recorded, and the workflow reads it at its deadline.
        """
        tenant, escalation_id = escalation.tenant, escalation.escalation_id
        sealed = self._tokens.get_token(tenant, escalation_id)
        if sealed is None:
            return
        try:
            token = self._vault.open_token(tenant, escalation_id, sealed.ciphertext)
        except TokenUnreadable:
            return
        self._tasks.answer(token, escalation_id, decision)
        self._tokens.delete_token(tenant, escalation_id)


def _record(
    before: Escalation, decision: Decision, change: Change, escalations: EscalationStore
) -> Escalation:
    if before.state != "waiting" or before.decision is not None:
        return before
    return escalations.record_decision(replace(before, decision=decision), change)


def _reason(standing: Escalation) -> str:
    if standing.decision is not None:
        return "The escalation is decided already. Read it again."
    if standing.state == "deciding":
        return "Opinions are still being collected. Try again when the escalation waits."
    return f"The escalation is closed: {standing.state}."


def _await_close(
    standing: Escalation, escalations: EscalationStore, moments: Iterable[None]
) -> Escalation:
    if not standing.is_open:
        return standing
    for _ in moments:
        found = escalations.get_escalation(standing.tenant, standing.escalation_id)
        if found is not None and not found.is_open:
            return found
    return standing
