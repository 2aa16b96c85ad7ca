import pytest

from callnotes.domain.actor import Actor, Role
from callnotes.domain.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
)
from callnotes.domain.note import Note, Tombstone
from callnotes.usecases.delete_note import delete_note
from tests.builders import later, make_actor, make_change, make_content, make_note
from tests.fakes.notes import InMemoryNotes

AUTHOR = make_actor(user_id="author")
COLLEAGUE = make_actor(user_id="colleague")
SUPERVISOR = make_actor(user_id="boss", role=Role.SUPERVISOR)
ADMIN = make_actor(user_id="root", role=Role.ADMIN)


def given_note(notes: InMemoryNotes, customer_id: str | None = None) -> Note:
    note = make_note(make_content(customer_id=customer_id), AUTHOR)
    notes.create_note(note, "print", make_change())
    return note


def delete(
    notes: InMemoryNotes, note: Note, actor: Actor = AUTHOR, if_match: str | None = '"1"'
) -> None:
    change = make_change(actor, at=later(5))
    delete_note(note.note_id, change, if_match=if_match, notes=notes)


def test_a_deleted_note_leaves_a_tombstone_with_actor_version_and_time(
    notes: InMemoryNotes,
) -> None:
    note = given_note(notes)
    delete(notes, note)
    expected = Tombstone(note.note_id, "hanbit", 2, "author", later(5))
    assert notes.get_note("hanbit", note.note_id) == expected


def test_a_supervisor_deletes_a_note_on_a_customer(notes: InMemoryNotes) -> None:
    note = given_note(notes, "customer-1")
    delete(notes, note, SUPERVISOR)
    assert isinstance(notes.get_note("hanbit", note.note_id), Tombstone)


@pytest.mark.parametrize("actor", [COLLEAGUE, ADMIN], ids=lambda actor: actor.user_id)
def test_a_note_on_a_customer_is_not_deleted_by(notes: InMemoryNotes, actor: Actor) -> None:
    note = given_note(notes, "customer-1")
    with pytest.raises(Forbidden):
        delete(notes, note, actor)


@pytest.mark.parametrize("actor", [COLLEAGUE, SUPERVISOR, ADMIN], ids=lambda actor: actor.user_id)
def test_a_private_note_is_not_found_by(notes: InMemoryNotes, actor: Actor) -> None:
    note = given_note(notes)
    with pytest.raises(NotFound):
        delete(notes, note, actor)


def test_a_deleted_note_is_not_found_again(notes: InMemoryNotes) -> None:
    note = given_note(notes)
    delete(notes, note)
    with pytest.raises(NotFound):
        delete(notes, note, if_match='"2"')


def test_a_missing_if_match_is_asked_for(notes: InMemoryNotes) -> None:
    with pytest.raises(PreconditionRequired):
        delete(notes, given_note(notes), if_match=None)


def test_a_malformed_if_match_is_invalid(notes: InMemoryNotes) -> None:
    with pytest.raises(Invalid):
        delete(notes, given_note(notes), if_match="one")


def test_a_stale_if_match_is_refused(notes: InMemoryNotes) -> None:
    with pytest.raises(PreconditionFailed):
        delete(notes, given_note(notes), if_match='"2"')


def test_a_refused_deletion_deletes_nothing(notes: InMemoryNotes) -> None:
    note = given_note(notes)
    with pytest.raises(PreconditionFailed):
        delete(notes, note, if_match='"2"')
    assert notes.get_note("hanbit", note.note_id) == note
