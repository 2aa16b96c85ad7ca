from callnotes.domain.events import NoteEvent
from callnotes.domain.index import IndexEntry, entry_of
from callnotes.domain.note import Note
from callnotes.usecases.index_note import index_note
from tests.builders import later, make_change, make_content, make_event, make_note, make_tombstone
from tests.fakes.index import InMemoryIndex
from tests.fakes.notes import InMemoryNotes


def given_note(notes: InMemoryNotes) -> Note:
    note = make_note()
    notes.create_note(note, "print", make_change())
    return note


def given_update(notes: InMemoryNotes, note: Note) -> Note:
    updated = note.revised(make_content("New"), later(1))
    notes.update_note(updated, make_change())
    return updated


def entry(index: InMemoryIndex, event: NoteEvent) -> IndexEntry:
    return index.entries[event.tenant, event.data.note_id]


def test_a_created_note_is_indexed(notes: InMemoryNotes, index: InMemoryIndex) -> None:
    note = given_note(notes)
    index_note(make_event(note), notes=notes, index=index)
    assert entry(index, make_event(note)) == entry_of(note)


def test_indexing_a_new_version_returns_indexed(notes: InMemoryNotes, index: InMemoryIndex) -> None:
    event = make_event(given_note(notes))
    assert index_note(event, notes=notes, index=index) == "indexed"


def test_a_duplicate_event_returns_already_indexed(
    notes: InMemoryNotes, index: InMemoryIndex
) -> None:
    event = make_event(given_note(notes))
    index_note(event, notes=notes, index=index)
    assert index_note(event, notes=notes, index=index) == "already indexed"


def test_a_late_event_brings_the_note_as_it_stands(
    notes: InMemoryNotes, index: InMemoryIndex
) -> None:
    note = given_note(notes)
    updated = given_update(notes, note)
    index_note(make_event(note), notes=notes, index=index)
    assert entry(index, make_event(note)) == entry_of(updated)


def test_a_deleted_note_loses_its_text(notes: InMemoryNotes, index: InMemoryIndex) -> None:
    note = given_note(notes)
    index_note(make_event(note), notes=notes, index=index)
    tombstone = make_tombstone(note)
    notes.delete_note(tombstone, make_change())
    index_note(make_event(tombstone), notes=notes, index=index)
    assert entry(index, make_event(note)).text is None


def test_a_deletion_redriven_after_its_tombstone_expired_still_takes_the_text_away(
    notes: InMemoryNotes, index: InMemoryIndex
) -> None:
    note = given_note(notes)
    index_note(make_event(note), notes=notes, index=index)
    tombstone = make_tombstone(note)
    notes.delete_note(tombstone, make_change())
    notes.expire_tombstone(tombstone)
    index_note(make_event(tombstone), notes=notes, index=index)
    assert entry(index, make_event(note)).text is None


def test_an_event_of_an_expired_note_returns_expired(
    notes: InMemoryNotes, index: InMemoryIndex
) -> None:
    assert index_note(make_event(), notes=notes, index=index) == "expired"
