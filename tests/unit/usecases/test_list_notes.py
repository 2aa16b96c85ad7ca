import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.actor import Actor
from callnotes.domain.errors import Invalid
from callnotes.domain.note import Note, NotePage
from callnotes.usecases import list_notes as list_notes_module
from callnotes.usecases.list_notes import list_notes
from tests.builders import later, make_actor, make_change, make_content, make_note
from tests.fakes.notes import InMemoryNotes

MINA = make_actor(user_id="mina")
JOON = make_actor(user_id="joon")
FOREIGN_ACTOR = make_actor("meridian", "mina")


def given_notes(
    notes: InMemoryNotes, count: int, actor: Actor, customer_id: str | None = None
) -> list[Note]:
    content = make_content(customer_id=customer_id)
    made = [make_note(content, actor, at=later(second)) for second in range(count)]
    for note in made:
        notes.create_note(note, "print", make_change(actor))
    return made[::-1]


def page(
    notes: InMemoryNotes,
    actor: Actor = MINA,
    *,
    customer_id: str | None = None,
    limit: int = 2,
    token: str | None = None,
) -> NotePage:
    return list_notes(actor, customer_id=customer_id, limit=limit, token=token, notes=notes)


def test_a_caller_lists_their_own_notes_newest_first(notes: InMemoryNotes) -> None:
    made = given_notes(notes, 2, MINA)
    assert page(notes).notes == tuple(made)


def test_others_notes_are_not_in_ones_own_list(notes: InMemoryNotes) -> None:
    given_notes(notes, 1, JOON, "customer-1")
    assert page(notes).notes == ()


def test_a_customers_list_holds_the_notes_of_the_whole_tenant(notes: InMemoryNotes) -> None:
    made = given_notes(notes, 1, JOON, "customer-1")
    assert page(notes, customer_id="customer-1").notes == tuple(made)


def test_a_customers_list_holds_nothing_of_another_tenant(notes: InMemoryNotes) -> None:
    given_notes(notes, 1, JOON, "customer-1")
    assert page(notes, FOREIGN_ACTOR, customer_id="customer-1").notes == ()


@given(st.integers(0, 12), st.integers(1, 5))
def test_all_pages_together_hold_each_note_once_in_order(count: int, limit: int) -> None:
    notes = InMemoryNotes()
    made = given_notes(notes, count, MINA)
    found: list[Note] = []
    token: str | None = None
    for _ in range(count + 1):
        got = page(notes, limit=limit, token=token)
        found += got.notes
        token = got.next
        if token is None:
            break
    assert found == made


def test_a_token_of_another_user_is_invalid(notes: InMemoryNotes) -> None:
    given_notes(notes, 3, JOON)
    token = page(notes, JOON).next
    with pytest.raises(Invalid, match="next"):
        page(notes, MINA, token=token)


def test_a_token_of_another_tenant_is_invalid(notes: InMemoryNotes) -> None:
    given_notes(notes, 3, MINA)
    token = page(notes, MINA).next
    with pytest.raises(Invalid, match="next"):
        page(notes, FOREIGN_ACTOR, token=token)


def test_a_token_of_ones_own_list_does_not_open_a_customers(notes: InMemoryNotes) -> None:
    given_notes(notes, 3, MINA, "customer-1")
    token = page(notes, MINA).next
    with pytest.raises(Invalid, match="next"):
        page(notes, MINA, customer_id="customer-1", token=token)


def test_a_token_of_another_customer_is_invalid(notes: InMemoryNotes) -> None:
    given_notes(notes, 3, MINA, "customer-1")
    token = page(notes, MINA, customer_id="customer-1").next
    with pytest.raises(Invalid, match="next"):
        page(notes, MINA, customer_id="customer-2", token=token)


def test_an_empty_token_is_invalid(notes: InMemoryNotes) -> None:
    with pytest.raises(Invalid, match="next"):
        page(notes, token="")


def test_a_page_ends_before_it_is_too_large(
    notes: InMemoryNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = given_notes(notes, 3, MINA)
    monkeypatch.setattr(list_notes_module, "MAX_PAGE_BYTES", 2 * list_notes_module._size(made[0]))
    first = page(notes, limit=3)
    assert (list(first.notes), list(page(notes, token=first.next).notes)) == (made[:2], made[2:])


def test_a_page_that_just_fits_is_whole(
    notes: InMemoryNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = given_notes(notes, 3, MINA)
    monkeypatch.setattr(list_notes_module, "MAX_PAGE_BYTES", 3 * list_notes_module._size(made[0]))
    assert list(page(notes, limit=3).notes) == made


def test_a_note_too_large_for_any_page_is_a_page_of_its_own(
    notes: InMemoryNotes, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = given_notes(notes, 3, MINA)
    monkeypatch.setattr(list_notes_module, "MAX_PAGE_BYTES", 1)
    first = page(notes, limit=3)
    second = page(notes, limit=3, token=first.next)
    assert [list(first.notes), list(second.notes)] == [made[:1], made[1:2]]
