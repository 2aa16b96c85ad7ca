import pytest

from callnotes.domain.actor import Actor, Role
from callnotes.domain.errors import NotFound
from callnotes.domain.note import Note
from callnotes.usecases.get_note import get_note
from tests.builders import make_actor, make_change, make_content, make_note, make_tombstone
from tests.fakes.notes import InMemoryNotes

AUTHOR = make_actor(user_id="author")
COLLEAGUE = make_actor(user_id="colleague")
FOREIGN_ACTOR = make_actor("meridian", "author", Role.ADMIN)


def given_note(notes: InMemoryNotes, customer_id: str | None = None) -> Note:
    note = make_note(make_content(customer_id=customer_id), AUTHOR)
    notes.create_note(note, "print", make_change())
    return note


def test_an_author_gets_their_note(notes: InMemoryNotes) -> None:
    note = given_note(notes)
    assert get_note(note.note_id, AUTHOR, notes) == note


def test_a_colleague_gets_a_note_on_a_customer(notes: InMemoryNotes) -> None:
    note = given_note(notes, "customer-1")
    assert get_note(note.note_id, COLLEAGUE, notes) == note


@pytest.mark.parametrize(
    "actor", [COLLEAGUE, FOREIGN_ACTOR], ids=["a colleague", "an actor of another tenant"]
)
def test_a_private_note_is_not_found_by(notes: InMemoryNotes, actor: Actor) -> None:
    note = given_note(notes)
    with pytest.raises(NotFound):
        get_note(note.note_id, actor, notes)


def test_a_note_on_a_customer_is_not_found_in_another_tenant(notes: InMemoryNotes) -> None:
    note = given_note(notes, "customer-1")
    with pytest.raises(NotFound):
        get_note(note.note_id, FOREIGN_ACTOR, notes)


def test_a_deleted_note_is_not_found(notes: InMemoryNotes) -> None:
    note = given_note(notes)
    notes.delete_note(make_tombstone(note, AUTHOR), make_change())
    with pytest.raises(NotFound):
        get_note(note.note_id, AUTHOR, notes)


@pytest.mark.parametrize(
    "note_id", ["", "x", "n-0-000000", "a" * 26, "a" * 5000, "../..", "\ud800"]
)
def test_an_unknown_id_is_not_found(notes: InMemoryNotes, note_id: str) -> None:
    with pytest.raises(NotFound):
        get_note(note_id, AUTHOR, notes)


def test_an_invisible_note_gives_the_same_error_as_none(notes: InMemoryNotes) -> None:
    note = given_note(notes)
    with pytest.raises(NotFound) as invisible:
        get_note(note.note_id, COLLEAGUE, notes)
    with pytest.raises(NotFound) as absent:
        get_note("a" * 26, COLLEAGUE, notes)
    assert str(invisible.value) == str(absent.value)
