"""The contract of `ports.NoteStore`."""

from dataclasses import replace

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.domain.errors import PreconditionFailed
from callnotes.domain.note import Note, Tombstone
from callnotes.ports.notes import NoteStore, Stored
from tests.builders import (
    NOON,
    later,
    make_actor,
    make_change,
    make_content,
    make_note,
    make_tombstone,
    unique,
)
from tests.cloud import Cloud
from tests.fakes.notes import InMemoryNotes


@pytest.fixture
def notes(side: str, cloud: Cloud) -> NoteStore:
    if side == "fake":
        return InMemoryNotes()
    return DynamoDBNotes(make_client("dynamodb"), cloud.resources["Table"])


def given_note(notes: NoteStore, note: Note | None = None, fingerprint: str = "print") -> Note:
    made = note or make_note()
    notes.create_note(made, fingerprint, make_change())
    return made


def given_notes(notes: NoteStore, count: int, customer_id: str | None = None) -> list[Note]:
    """Store an author's notes, made one second apart; return them newest first."""
    author = make_actor(user_id=unique("author"))
    content = make_content(customer_id=customer_id)
    made = [make_note(content, author, at=later(second)) for second in range(count)]
    for note in made:
        given_note(notes, note)
    return made[::-1]


def test_a_note_comes_back_as_it_was_stored(notes: NoteStore) -> None:
    content = make_content("상담", "본문\n\x00🛫", tags=("a", "ㄱ"), language="ko")
    note = given_note(notes, make_note(replace(content, customer_id="c-1")))
    assert notes.get_note(note.tenant, note.note_id) == note


def test_a_note_without_optional_content_comes_back_as_it_was_stored(notes: NoteStore) -> None:
    note = given_note(notes)
    assert notes.get_note(note.tenant, note.note_id) == note


def test_an_unknown_id_has_nothing(notes: NoteStore) -> None:
    assert notes.get_note("hanbit", unique("nobody")) is None


def test_a_note_is_not_found_in_another_tenant(notes: NoteStore) -> None:
    note = given_note(notes)
    assert notes.get_note("meridian", note.note_id) is None


def test_creating_returns_the_new_note_and_its_fingerprint(notes: NoteStore) -> None:
    note = make_note()
    assert notes.create_note(note, "print", make_change()) == Stored(note, "print")


def test_creating_under_a_taken_id_returns_the_stored_note(notes: NoteStore) -> None:
    first = given_note(notes, fingerprint="first")
    second = replace(first, content=make_content("Another"))
    assert notes.create_note(second, "second", make_change()) == Stored(first, "first")


def test_creating_under_a_taken_id_changes_nothing(notes: NoteStore) -> None:
    first = given_note(notes)
    notes.create_note(replace(first, content=make_content("Another")), "second", make_change())
    assert notes.get_note(first.tenant, first.note_id) == first


def test_creating_again_with_one_request_returns_the_same(notes: NoteStore) -> None:
    note, change = make_note(), make_change()
    notes.create_note(note, "print", change)
    assert notes.create_note(note, "print", change) == Stored(note, "print")


def test_creating_where_a_note_was_deleted_returns_its_tombstone(notes: NoteStore) -> None:
    note = given_note(notes)
    tombstone = make_tombstone(note)
    notes.delete_note(tombstone, make_change())
    assert notes.create_note(note, "other", make_change()) == Stored(tombstone, "print")


def test_a_note_keeps_its_first_fingerprint_when_it_is_updated(notes: NoteStore) -> None:
    note = given_note(notes, fingerprint="first")
    updated = note.revised(make_content("New"), later(1))
    notes.update_note(updated, make_change())
    assert notes.create_note(note, "again", make_change()) == Stored(updated, "first")


def test_an_update_replaces_the_version_before(notes: NoteStore) -> None:
    note = given_note(notes, make_note(make_content(tags=("old",), customer_id="c", language="en")))
    updated = note.revised(make_content("New"), later(1))
    notes.update_note(updated, make_change())
    assert notes.get_note(note.tenant, note.note_id) == updated


def test_an_update_of_a_version_that_is_gone_is_refused(notes: NoteStore) -> None:
    note = given_note(notes)
    notes.update_note(note.revised(make_content("First"), later(1)), make_change())
    with pytest.raises(PreconditionFailed):
        notes.update_note(note.revised(make_content("Second"), later(2)), make_change())


def test_a_refused_update_changes_nothing(notes: NoteStore) -> None:
    note = given_note(notes)
    first = note.revised(make_content("First"), later(1))
    notes.update_note(first, make_change())
    with pytest.raises(PreconditionFailed):
        notes.update_note(note.revised(make_content("Second"), later(2)), make_change())
    assert notes.get_note(note.tenant, note.note_id) == first


def test_an_update_whose_response_was_lost_is_recognised_at_the_retry(notes: NoteStore) -> None:
    note, change = given_note(notes), make_change()
    updated = note.revised(make_content("New"), later(1))
    notes.update_note(updated, change)
    notes.update_note(updated, change)
    assert notes.get_note(note.tenant, note.note_id) == updated


def test_a_request_id_that_two_requests_share_does_not_make_one_the_other(
    notes: NoteStore,
) -> None:
    note, change = given_note(notes), make_change()
    notes.update_note(note.revised(make_content("First"), later(1)), change)
    with pytest.raises(PreconditionFailed):
        notes.update_note(note.revised(make_content("Second"), later(1)), change)


def test_a_deletion_whose_response_was_lost_is_recognised_at_the_retry(notes: NoteStore) -> None:
    note, change = given_note(notes), make_change()
    tombstone = make_tombstone(note)
    notes.delete_note(tombstone, change)
    notes.delete_note(tombstone, change)
    assert notes.get_note(note.tenant, note.note_id) == tombstone


def test_a_deletion_leaves_a_tombstone(notes: NoteStore) -> None:
    note = given_note(notes)
    notes.delete_note(make_tombstone(note, at=NOON), make_change())
    expected = Tombstone(note.note_id, note.tenant, 2, "user-mina", NOON)
    assert notes.get_note(note.tenant, note.note_id) == expected


def test_a_deletion_of_a_version_that_is_gone_is_refused(notes: NoteStore) -> None:
    note = given_note(notes)
    notes.update_note(note.revised(make_content("New"), later(1)), make_change())
    with pytest.raises(PreconditionFailed):
        notes.delete_note(make_tombstone(note), make_change())


def test_a_deleted_note_is_not_updated(notes: NoteStore) -> None:
    note = given_note(notes)
    notes.delete_note(make_tombstone(note), make_change())
    with pytest.raises(PreconditionFailed):
        notes.update_note(replace(note, version=3), make_change())


def test_a_deleted_note_is_not_deleted_again(notes: NoteStore) -> None:
    note = given_note(notes)
    notes.delete_note(make_tombstone(note), make_change())
    with pytest.raises(PreconditionFailed):
        notes.delete_note(make_tombstone(replace(note, version=2)), make_change())


def test_an_authors_notes_are_listed_newest_first(notes: NoteStore) -> None:
    made = given_notes(notes, 3)
    listed, _ = notes.list_author_notes("hanbit", made[0].created_by, 10, None)
    assert listed == made


def test_notes_of_one_moment_are_all_listed(notes: NoteStore) -> None:
    author = make_actor(user_id=unique("author"))
    made = [given_note(notes, make_note(actor=author)) for _ in range(3)]
    first, position = notes.list_author_notes("hanbit", author.user_id, 2, None)
    second, _ = notes.list_author_notes("hanbit", author.user_id, 2, position)
    assert sorted(note.note_id for note in first + second) == sorted(n.note_id for n in made)


def test_another_tenants_author_of_the_same_name_has_another_list(notes: NoteStore) -> None:
    made = given_notes(notes, 1)
    assert notes.list_author_notes("meridian", made[0].created_by, 10, None) == ([], None)


def test_a_full_page_has_the_position_of_the_next(notes: NoteStore) -> None:
    made = given_notes(notes, 3)
    author = made[0].created_by
    first, position = notes.list_author_notes("hanbit", author, 2, None)
    second, _ = notes.list_author_notes("hanbit", author, 2, position)
    assert (first, second) == (made[:2], made[2:])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_list_that_ends_with_the_page_has_no_next(notes: NoteStore, count: int) -> None:
    made = given_notes(notes, count)
    author = made[0].created_by if made else unique("author")
    assert notes.list_author_notes("hanbit", author, 2, None) == (made, None)


def test_a_position_of_a_deleted_note_still_gives_the_next_page(notes: NoteStore) -> None:
    made = given_notes(notes, 3)
    author = made[0].created_by
    _, position = notes.list_author_notes("hanbit", author, 2, None)
    notes.delete_note(make_tombstone(made[1]), make_change())
    assert notes.list_author_notes("hanbit", author, 2, position) == (made[2:], None)


def test_an_update_keeps_a_notes_place_in_the_list(notes: NoteStore) -> None:
    newer, older = given_notes(notes, 2)
    updated = older.revised(make_content("New"), later(60))
    notes.update_note(updated, make_change())
    listed, _ = notes.list_author_notes("hanbit", older.created_by, 10, None)
    assert listed == [newer, updated]


def test_a_deleted_note_is_in_no_list_of_its_author(notes: NoteStore) -> None:
    made = given_notes(notes, 2)
    notes.delete_note(make_tombstone(made[0]), make_change())
    listed, _ = notes.list_author_notes("hanbit", made[0].created_by, 10, None)
    assert listed == made[1:]


def test_a_deleted_note_is_in_no_list_of_its_customer(notes: NoteStore) -> None:
    customer_id = unique("customer")
    made = given_notes(notes, 1, customer_id)
    notes.delete_note(make_tombstone(made[0]), make_change())
    assert notes.list_customer_notes("hanbit", customer_id, 10, None) == ([], None)


def test_a_customers_notes_are_listed_whoever_made_them(notes: NoteStore) -> None:
    customer_id = unique("customer")
    older = given_notes(notes, 1, customer_id)[0]
    newer = given_notes(notes, 2, customer_id)[0]
    listed, _ = notes.list_customer_notes("hanbit", customer_id, 10, None)
    assert {older.created_by, newer.created_by} <= {note.created_by for note in listed}


def test_a_customers_list_goes_on_over_pages(notes: NoteStore) -> None:
    customer_id = unique("customer")
    made = given_notes(notes, 3, customer_id)
    first, position = notes.list_customer_notes("hanbit", customer_id, 2, None)
    second, _ = notes.list_customer_notes("hanbit", customer_id, 2, position)
    assert (first, second) == (made[:2], made[2:])


def test_another_tenants_customer_of_the_same_id_has_another_list(notes: NoteStore) -> None:
    customer_id = unique("customer")
    given_notes(notes, 1, customer_id)
    assert notes.list_customer_notes("meridian", customer_id, 10, None) == ([], None)


def test_a_note_that_moves_to_another_customer_leaves_the_first_list(notes: NoteStore) -> None:
    first, second = unique("customer"), unique("customer")
    note = given_notes(notes, 1, first)[0]
    notes.update_note(note.revised(make_content(customer_id=second), later(1)), make_change())
    assert notes.list_customer_notes("hanbit", first, 10, None) == ([], None)


def test_a_note_that_moves_to_another_customer_enters_the_other_list(notes: NoteStore) -> None:
    first, second = unique("customer"), unique("customer")
    note = given_notes(notes, 1, first)[0]
    moved = note.revised(make_content(customer_id=second), later(1))
    notes.update_note(moved, make_change())
    assert notes.list_customer_notes("hanbit", second, 10, None) == ([moved], None)


def test_a_note_that_loses_its_customer_leaves_the_list(notes: NoteStore) -> None:
    customer_id = unique("customer")
    note = given_notes(notes, 1, customer_id)[0]
    notes.update_note(note.revised(make_content(), later(1)), make_change())
    assert notes.list_customer_notes("hanbit", customer_id, 10, None) == ([], None)
