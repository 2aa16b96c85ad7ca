"""Ask for a decision on a note, exactly once per idempotency key."""

from callnotes.domain.change import Change
from callnotes.domain.errors import Conflict, KeyReused, NotFound
from callnotes.domain.escalation import Escalation, EscalationContent
from callnotes.domain.identity import make_escalation_id
from callnotes.ports.escalations import EscalationStore, EscalationWorkflow
from callnotes.ports.notes import NoteStore
from callnotes.usecases.get_note import get_note


def create_escalation(
    content: EscalationContent,
    change: Change,
    *,
    idempotency_key: str | None,
    notes: NoteStore,
    escalations: EscalationStore,
    workflow: EscalationWorkflow,
) -> Escalation:
    """Return the escalation that stands: the new one, or the one of this key and content.

    Raises NotFound when the note is not visible, Conflict when it is about no customer, KeyReused
    when the key came with other content, and Unavailable when its workflow could not be started:
    the next request with the key starts it.
    """
    escalation_id = make_escalation_id(change.actor, idempotency_key)
    try:
        customer_id = _customer_of(content, change, notes)
    except (NotFound, Conflict):
        # The note has changed since this key came first: what was made then still stands.
        standing = escalations.get_escalation(change.actor.tenant, escalation_id)
        if standing is None:
            raise
    else:
        first = _first_version(escalation_id, content, customer_id, change)
        standing = escalations.create_escalation(first, change)
    if standing.content != content:
        raise KeyReused("This Idempotency-Key was used with another body. Use a new key.")
    if standing.state == "deciding":
        workflow.start(change.actor.tenant, escalation_id, change.request_id)
    return standing


def _customer_of(content: EscalationContent, change: Change, notes: NoteStore) -> str:
    customer_id = get_note(content.note_id, change.actor, notes).content.customer_id
    if customer_id is None:
        raise Conflict("The note is about no customer. Only a customer's case can be escalated.")
    return customer_id


def _first_version(
    escalation_id: str, content: EscalationContent, customer_id: str, change: Change
) -> Escalation:
    return Escalation(
        escalation_id=escalation_id,
        tenant=change.actor.tenant,
        content=content,
        customer_id=customer_id,
        state="deciding",
        version=1,
        created_by=change.actor.user_id,
        created_at=change.at,
        updated_at=change.at,
    )
