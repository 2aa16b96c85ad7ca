"""List the escalations of a contact center: all, or those in one state."""

from callnotes.domain.actor import Actor
from callnotes.domain.escalation import EscalationPage, State
from callnotes.domain.paging import open_position, seal_position
from callnotes.ports.escalations import EscalationStore


def list_escalations(
    actor: Actor,
    *,
    state: State | None,
    limit: int,
    token: str | None,
    escalations: EscalationStore,
) -> EscalationPage:
    """Return one page, newest first; raise Invalid when the token is not of this list.

    A page fits one response: the longest reasons and comments of 100 escalations are 2 MB.
    """
    scope = (actor.tenant, "escalations", state or "all")
    after = open_position(token, scope) if token is not None else None
    found, last = escalations.list_escalations(actor.tenant, state, limit, after)
    return EscalationPage(tuple(found), seal_position(last, scope) if last else None)
