"""Ids of notes."""

from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.actor import Role
from callnotes.domain.identity import digest, is_note_id, make_escalation_id, make_note_id
from tests.builders import make_actor

KEYS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=128)
NAMES = st.text(max_size=8)


def test_without_a_key_every_id_is_another() -> None:
    assert len({make_note_id(make_actor(), None) for _ in range(100)}) == 100


@given(KEYS)
def test_the_same_user_and_key_give_the_same_id(key: str) -> None:
    assert make_note_id(make_actor(), key) == make_note_id(make_actor(), key)


@given(st.lists(st.tuples(NAMES, NAMES, KEYS), min_size=2, max_size=2, unique=True))
def test_another_tenant_user_or_key_gives_another_id(triples: list[tuple[str, str, str]]) -> None:
    one, other = (make_note_id(make_actor(tenant, user), key) for tenant, user, key in triples)
    assert one != other


def test_where_one_name_ends_and_the_next_begins_matters() -> None:
    assert make_note_id(make_actor("ab", "c"), "k") != make_note_id(make_actor("a", "bc"), "k")


def test_a_user_who_becomes_supervisor_keeps_their_keys() -> None:
    supervisor = make_actor(role=Role.SUPERVISOR)
    assert make_note_id(make_actor(), "k") == make_note_id(supervisor, "k")


@given(st.none() | KEYS)
def test_what_is_made_is_a_note_id(key: str | None) -> None:
    assert is_note_id(make_note_id(make_actor(), key))


@given(st.text(max_size=30).filter(lambda text: not (len(text) == 26 and text.isascii())))
def test_other_text_is_no_note_id(text: str) -> None:
    assert not is_note_id(text)


def test_a_note_id_with_a_line_end_is_none() -> None:
    assert not is_note_id("a" * 26 + "\n")


def test_a_digest_does_not_depend_on_the_order_of_names() -> None:
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


@given(KEYS)
def test_one_key_gives_one_escalation_and_no_notes_id(key: str) -> None:
    made = make_escalation_id(make_actor(), key)
    assert made == make_escalation_id(make_actor(), key) != make_note_id(make_actor(), key)
    assert is_note_id(made)


def test_without_a_key_every_escalation_is_another() -> None:
    assert len({make_escalation_id(make_actor(), None) for _ in range(100)}) == 100
