"""Get a note the caller may see: also the first step of every change to one."""

from callnotes.domain.actor import Actor
from callnotes.domain.errors import NotFound
from callnotes.domain.identity import is_note_id
from callnotes.domain.note import Note
from callnotes.ports.notes import NoteStore


def get_note(note_id: str, actor: Actor, notes: NoteStore) -> Note:
    """Return the note; raise NotFound when it is absent, deleted or not visible to the actor."""
    note = notes.get_note(actor.tenant, note_id) if is_note_id(note_id) else None
    if not isinstance(note, Note) or not note.is_visible_to(actor):
        raise NotFound("There is no such note, or it is not visible to you.")
    return note
