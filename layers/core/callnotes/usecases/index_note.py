"""Keep the search projection of a note up to date."""

from callnotes.domain.events import NoteEvent
from callnotes.domain.index import entry_of, entry_of_vanished
from callnotes.ports.notes import NoteIndex, NoteStore


def index_note(event: NoteEvent, *, notes: NoteStore, index: NoteIndex) -> str:
    """Update the projection to the note's current state; return the outcome for the log.

    The note is read from the table, so that late, duplicate and missing events do no harm. When
    even the tombstone has expired, as after a late redrive, the projection is made from the event.
    """
    state = notes.get_note(event.tenant, event.data.note_id)
    if state is None:
        index.put_entry(entry_of_vanished(event))
        return "expired"
    return "indexed" if index.put_entry(entry_of(state)) else "already indexed"
