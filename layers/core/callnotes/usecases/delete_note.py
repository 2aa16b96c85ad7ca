"""Delete a note; a tombstone takes its place."""

from callnotes.domain.change import Change
from callnotes.domain.errors import Forbidden
from callnotes.domain.note import Tombstone
from callnotes.domain.versions import require_version
from callnotes.ports.notes import NoteStore
from callnotes.usecases.get_note import get_note


def delete_note(note_id: str, change: Change, *, if_match: str | None, notes: NoteStore) -> None:
    """Delete the note.

    Raises NotFound, Forbidden unless the actor is its author or supervises, PreconditionRequired
    without `if_match`, Invalid when that is not a version, PreconditionFailed when it is stale.
    """
    note = get_note(note_id, change.actor, notes)
    if not note.is_deletable_by(change.actor):
        raise Forbidden("Only its author or a supervisor can delete a note.")
    require_version(if_match, note.version)
    notes.delete_note(Tombstone.of(note, change.actor, change.at), change)
