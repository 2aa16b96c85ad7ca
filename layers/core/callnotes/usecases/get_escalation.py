"""Get an escalation of one's contact center."""

from callnotes.domain.actor import Actor
from callnotes.domain.errors import NotFound
from callnotes.domain.escalation import Escalation
from callnotes.domain.identity import is_note_id
from callnotes.ports.escalations import EscalationStore


def get_escalation(escalation_id: str, actor: Actor, escalations: EscalationStore) -> Escalation:
    """Return the escalation; raise NotFound when the actor's tenant has none of this id."""
    possible = is_note_id(escalation_id)
    found = escalations.get_escalation(actor.tenant, escalation_id) if possible else None
    if found is None:
        raise NotFound("There is no such escalation, or it is not visible to you.")
    return found
