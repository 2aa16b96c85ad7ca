"""Find out in which language a note is written."""

from callnotes.domain.errors import NoteNotFound
from callnotes.domain.language import language_of
from callnotes.domain.note import Language, Note
from callnotes.ports.notes import NoteStore


def detect_language(tenant: str, note_id: str, *, notes: NoteStore) -> Language | None:
    """Return the language of title and body; raise NoteNotFound when the note is gone."""
    note = notes.get_note(tenant, note_id)
    if not isinstance(note, Note):
        raise NoteNotFound("The note was deleted.")
    return language_of(f"{note.content.title}\n{note.content.body}")
