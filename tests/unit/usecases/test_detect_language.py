import pytest

from callnotes.domain.errors import NoteNotFound
from callnotes.usecases.detect_language import detect_language
from tests.builders import make_change, make_content, make_note, make_tombstone
from tests.fakes.notes import InMemoryNotes


def test_title_and_body_are_read(notes: InMemoryNotes) -> None:
    note = make_note(make_content("OK", "제주행 항공편을 물어보셨습니다."))
    notes.create_note(note, "print", make_change())
    assert detect_language("hanbit", note.note_id, notes=notes) == "ko"


def test_a_note_of_another_tenant_is_not_found(notes: InMemoryNotes) -> None:
    note = make_note()
    notes.create_note(note, "print", make_change())
    with pytest.raises(NoteNotFound):
        detect_language("meridian", note.note_id, notes=notes)


def test_a_deleted_note_is_not_found(notes: InMemoryNotes) -> None:
    note = make_note()
    notes.create_note(note, "print", make_change())
    notes.delete_note(make_tombstone(note), make_change())
    with pytest.raises(NoteNotFound):
        detect_language("hanbit", note.note_id, notes=notes)
