import pytest

from callnotes.domain.actor import Actor, Role
from callnotes.domain.errors import (
    Forbidden,
    Invalid,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
)
from callnotes.domain.note import Note, NoteContent
from callnotes.usecases.update_note import update_note
from tests.builders import later, make_actor, make_change, make_content, make_note
from tests.fakes.customers import InMemoryCustomers
from tests.fakes.notes import InMemoryNotes

AUTHOR = make_actor(user_id="author")
COLLEAGUE = make_actor(user_id="colleague")
SUPERVISOR = make_actor(user_id="boss", role=Role.SUPERVISOR)
ADMIN = make_actor(user_id="root", role=Role.ADMIN)
NEW = make_content("New")


class Desk:
    """Calls update_note with fakes that hold one note."""

    def __init__(
        self, notes: InMemoryNotes, customers: InMemoryCustomers, customer_id: str | None
    ) -> None:
        self.notes = notes
        self.customers = customers
        self.note = make_note(make_content("Old", customer_id=customer_id), AUTHOR)
        notes.create_note(self.note, "print", make_change(AUTHOR))

    def update(
        self, content: NoteContent = NEW, actor: Actor = AUTHOR, if_match: str | None = '"1"'
    ) -> Note:
        return update_note(
            self.note.note_id,
            content,
            make_change(actor, at=later(5)),
            if_match=if_match,
            notes=self.notes,
            customers=self.customers,
        )

    def standing(self) -> object:
        return self.notes.get_note("hanbit", self.note.note_id)


@pytest.fixture
def private(notes: InMemoryNotes, customers: InMemoryCustomers) -> Desk:
    return Desk(notes, customers, None)


@pytest.fixture
def shared(notes: InMemoryNotes, customers: InMemoryCustomers) -> Desk:
    return Desk(notes, customers, "customer-1")


def test_an_author_replaces_the_content(private: Desk) -> None:
    assert private.update().content == NEW


def test_an_update_is_stored(private: Desk) -> None:
    assert private.update() == private.standing()


def test_an_update_counts_the_version(private: Desk) -> None:
    assert private.update().version == 2


def test_what_is_not_sent_is_gone(shared: Desk) -> None:
    assert shared.update(make_content("New")).content.customer_id is None


@pytest.mark.parametrize("actor", [COLLEAGUE, SUPERVISOR, ADMIN], ids=lambda a: a.user_id)
def test_a_note_on_a_customer_is_not_changed_by(shared: Desk, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        shared.update(actor=actor)


def test_a_private_note_is_not_found_by_others(private: Desk) -> None:
    with pytest.raises(NotFound):
        private.update(actor=SUPERVISOR)


def test_a_missing_if_match_is_asked_for(private: Desk) -> None:
    with pytest.raises(PreconditionRequired):
        private.update(if_match=None)


def test_a_malformed_if_match_is_invalid(private: Desk) -> None:
    with pytest.raises(Invalid):
        private.update(if_match="1")


def test_a_stale_if_match_is_refused(private: Desk) -> None:
    private.update()
    with pytest.raises(PreconditionFailed):
        private.update(if_match='"1"')


@pytest.mark.parametrize("if_match", [None, "1", '"9"'])
def test_a_note_that_is_not_visible_is_not_found_whatever_if_match_says(
    private: Desk, if_match: str | None
) -> None:
    with pytest.raises(NotFound):
        private.update(actor=COLLEAGUE, if_match=if_match)


def test_an_unknown_customer_is_invalid(private: Desk) -> None:
    with pytest.raises(Invalid, match="customer_id"):
        private.update(make_content(customer_id="nobody"))


def test_an_invalid_update_changes_nothing(private: Desk) -> None:
    with pytest.raises(Invalid):
        private.update(make_content(customer_id="nobody"))
    assert private.standing() == private.note
