import pytest

from callnotes.domain.actor import Actor
from callnotes.domain.errors import Conflict, Invalid, KeyReused
from callnotes.domain.note import Note, NoteContent
from callnotes.usecases.create_note import create_note
from tests.builders import NOON, make_actor, make_change, make_content, make_tombstone
from tests.fakes.customers import InMemoryCustomers
from tests.fakes.notes import InMemoryNotes

MINA = make_actor(user_id="mina")


class Desk:
    """Calls create_note with fakes that a test shares."""

    def __init__(self, notes: InMemoryNotes, customers: InMemoryCustomers) -> None:
        self.notes = notes
        self.customers = customers

    def create(
        self, content: NoteContent | None = None, key: str | None = None, actor: Actor = MINA
    ) -> Note:
        return create_note(
            content or make_content(),
            make_change(actor),
            idempotency_key=key,
            notes=self.notes,
            customers=self.customers,
        )

    def count(self) -> int:
        listed, _ = self.notes.list_author_notes("hanbit", "mina", 100, None)
        return len(listed)


@pytest.fixture
def desk(notes: InMemoryNotes, customers: InMemoryCustomers) -> Desk:
    return Desk(notes, customers)


def test_a_new_note_has_the_callers_user_id_and_tenant(desk: Desk) -> None:
    note = desk.create(actor=make_actor("meridian", "kim"))
    assert (note.tenant, note.created_by) == ("meridian", "kim")


def test_a_new_note_has_version_one(desk: Desk) -> None:
    assert desk.create().version == 1


def test_a_new_note_was_made_and_updated_at_the_same_moment(desk: Desk) -> None:
    note = desk.create()
    assert (note.created_at, note.updated_at) == (NOON, NOON)


def test_a_new_note_is_stored(desk: Desk) -> None:
    note = desk.create()
    assert desk.notes.get_note("hanbit", note.note_id) == note


def test_a_note_on_a_customer_of_the_tenant_is_made(desk: Desk) -> None:
    content = make_content(customer_id="customer-1")
    assert desk.create(content).content == content


def test_a_note_on_an_unknown_customer_is_invalid(desk: Desk) -> None:
    with pytest.raises(Invalid, match="customer_id"):
        desk.create(make_content(customer_id="nobody"))


def test_a_note_on_another_tenants_customer_is_invalid(desk: Desk) -> None:
    with pytest.raises(Invalid, match="customer_id"):
        desk.create(make_content(customer_id="customer-1"), actor=make_actor("meridian"))


def test_an_invalid_note_is_not_stored(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.create(make_content(customer_id="nobody"))
    assert desk.count() == 0


def test_without_a_key_the_same_content_makes_two_notes(desk: Desk) -> None:
    desk.create()
    desk.create()
    assert desk.count() == 2


def test_the_same_key_and_content_give_the_same_note(desk: Desk) -> None:
    assert desk.create(key="k") == desk.create(key="k")


def test_the_same_key_and_content_make_one_note(desk: Desk) -> None:
    desk.create(key="k")
    desk.create(key="k")
    assert desk.count() == 1


def test_a_key_answers_with_the_note_as_it_stands(desk: Desk) -> None:
    note = desk.create(key="k")
    updated = note.revised(make_content("New"), NOON)
    desk.notes.update_note(updated, make_change())
    assert desk.create(key="k") == updated


def test_the_same_key_with_other_content_is_refused(desk: Desk) -> None:
    desk.create(key="k")
    with pytest.raises(KeyReused):
        desk.create(make_content("Other"), key="k")


@pytest.mark.parametrize(
    "other",
    [
        make_content(body="Other"),
        make_content(tags=("a",)),
        make_content(language="ko"),
        make_content(customer_id="customer-1"),
    ],
)
def test_a_key_is_bound_to_all_of_the_content(desk: Desk, other: NoteContent) -> None:
    desk.create(key="k")
    with pytest.raises(KeyReused):
        desk.create(other, key="k")


def test_a_key_whose_note_was_deleted_is_in_conflict(desk: Desk) -> None:
    note = desk.create(key="k")
    desk.notes.delete_note(make_tombstone(note), make_change())
    with pytest.raises(Conflict):
        desk.create(key="k")


def test_a_key_of_another_user_is_another_key(desk: Desk) -> None:
    other = desk.create(key="k", actor=make_actor(user_id="joon"))
    assert desk.create(key="k").note_id != other.note_id


def test_a_key_in_another_tenant_is_another_key(desk: Desk) -> None:
    other = desk.create(key="k", actor=make_actor("meridian", "mina"))
    assert desk.create(key="k").note_id != other.note_id
