"""Replace a note's content."""

from callnotes.domain.change import Change
from callnotes.domain.errors import Forbidden
from callnotes.domain.note import Note, NoteContent
from callnotes.domain.versions import require_version
from callnotes.ports.customers import CustomerStore
from callnotes.ports.notes import NoteStore
from callnotes.usecases.check_customer import check_customer
from callnotes.usecases.get_note import get_note


def update_note(
    note_id: str,
    content: NoteContent,
    change: Change,
    *,
    if_match: str | None,
    notes: NoteStore,
    customers: CustomerStore,
) -> Note:
    """Return the new version.

    Raises NotFound, Forbidden unless the actor is the author, PreconditionRequired without
    `if_match`, Invalid when that or the customer is wrong, PreconditionFailed when it is stale.
    """
    note = get_note(note_id, change.actor, notes)
    if not note.is_made_by(change.actor):
        raise Forbidden("Only its author can change a note.")
    require_version(if_match, note.version)
    check_customer(content, change.actor.tenant, customers)
    revised = note.revised(content, change.at)
    notes.update_note(revised, change)
    return revised
