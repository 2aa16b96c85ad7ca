"""Keep the search projection of a note up to date."""

from callnotes.domain.events import NoteEvent
from callnotes.domain.index import entry_of, entry_of_vanished
from callnotes.ports import NoteIndex, NoteStore


def index_note(event: NoteEvent, *, notes: NoteStore, index: NoteIndex) -> str:
    """Bring the projection to the note as it stands now; return what was done.

    The event only says where to look, so that late, doubled and missing ones do no harm. When even
    the tombstone has expired, as after a redrive, the event is what is left to go by.
    """
    state = notes.get_note(event.tenant, event.data.note_id)
    if state is None:
        index.put_entry(entry_of_vanished(event))
        return "expired"
    return "indexed" if index.put_entry(entry_of(state)) else "already indexed"
