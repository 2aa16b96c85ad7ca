"""Look at an escalation at the beginning of its workflow: whose, how urgent, which notes."""

from dataclasses import dataclass

from callnotes.domain.customer import Tier
from callnotes.domain.errors import EscalationNotFound, EscalationSettled, NoteNotFound
from callnotes.domain.escalation import MAX_MARKED_NOTES, Checked, Deadlines, Escalation
from callnotes.domain.flags import FlagName, Subject, switch_flags
from callnotes.domain.note import Note
from callnotes.ports.customers import CustomerStore
from callnotes.ports.escalations import EscalationStore
from callnotes.ports.notes import NoteStore
from callnotes.ports.service import FlagSource


@dataclass(frozen=True)
class Sources:
    """What is asked about an escalation."""

    escalations: EscalationStore
    notes: NoteStore
    customers: CustomerStore
    flags: FlagSource


def check_escalation(
    tenant: str, escalation_id: str, *, deadlines: Deadlines, sources: Sources
) -> Checked:
    """Return what the workflow goes by, and name the notes that will carry its mark.

    Raises EscalationNotFound, EscalationSettled when it is not being decided any more, and
    NoteNotFound when the note was deleted.
    """
    escalation = _find(tenant, escalation_id, sources.escalations)
    if not isinstance(sources.notes.get_note(tenant, escalation.content.note_id), Note):
        raise NoteNotFound("The note of the escalation was deleted.")
    customer = sources.customers.get_customer(tenant, escalation.customer_id)
    tier: Tier = customer.profile.tier if customer else "standard"
    urgent = _is_urgent(escalation, tier, sources.flags)
    note_ids = _find_notes(escalation, sources.notes)
    sources.escalations.name_notes(tenant, escalation_id, note_ids)
    seconds = deadlines.of(urgent=urgent)
    return Checked(
        tenant=tenant,
        escalation_id=escalation_id,
        note_id=escalation.content.note_id,
        customer_id=escalation.customer_id,
        severity=escalation.content.severity,
        created_by=escalation.created_by,
        tier=tier,
        urgent=urgent,
        deadline_seconds=seconds,
        heartbeat_seconds=seconds - 1,
        note_ids=note_ids,
    )


def _find(tenant: str, escalation_id: str, escalations: EscalationStore) -> Escalation:
    escalation = escalations.get_escalation(tenant, escalation_id)
    if escalation is None:
        raise EscalationNotFound("There is no such escalation.")
    if escalation.state != "deciding":
        raise EscalationSettled("The escalation is past its check.")
    return escalation


def _is_urgent(escalation: Escalation, tier: Tier, source: FlagSource) -> bool:
    """Say whether a person has less time: while the flag is on for who asked, premium counts."""
    if escalation.content.severity == "high" or tier != "premium":
        return escalation.content.severity == "high"
    asked = Subject(escalation.tenant, escalation.created_by, tier=tier)
    return switch_flags(source.read_flags().flags, asked)[FlagName.NEW_ESCALATION]


def _find_notes(escalation: Escalation, notes: NoteStore) -> tuple[str, ...]:
    first = escalation.content.note_id
    found, _ = notes.list_customer_notes(
        escalation.tenant, escalation.customer_id, MAX_MARKED_NOTES, None
    )
    others = [note.note_id for note in found if note.note_id != first]
    return (first, *others)[:MAX_MARKED_NOTES]
