"""Page tokens."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from callnotes.domain.errors import Invalid
from callnotes.domain.paging import Position, open_position, seal_position

TEXTS = st.text(max_size=12)
SCOPES = st.lists(TEXTS, min_size=1, max_size=4).map(tuple)
TIMES = st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat)
POSITIONS = st.builds(
    Position,
    created_at=TIMES,
    note_id=st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26),
)
SCOPE = ("hanbit", "user-mina", "own")
POSITION = Position("2026-03-01T12:00:00.000000Z", "a" * 26)


@given(POSITIONS, SCOPES)
def test_a_token_leads_back_to_its_position(position: Position, scope: tuple[str, ...]) -> None:
    assert open_position(seal_position(position, scope), scope) == position


@given(POSITIONS, SCOPES, SCOPES)
def test_a_token_of_another_list_is_invalid(
    position: Position, scope: tuple[str, ...], other: tuple[str, ...]
) -> None:
    assume(scope != other)
    with pytest.raises(Invalid, match="next"):
        open_position(seal_position(position, scope), other)


@given(st.data())
def test_a_token_altered_anywhere_is_invalid(data: st.DataObject) -> None:
    token = seal_position(POSITION, SCOPE)
    place = data.draw(st.integers(0, len(token) - 1))
    character = data.draw(st.characters().filter(lambda c: c != token[place]))
    with pytest.raises(Invalid):
        open_position(token[:place] + character + token[place + 1 :], SCOPE)


@given(st.integers(1, 200))
def test_a_token_cut_short_is_invalid(length: int) -> None:
    token = seal_position(POSITION, SCOPE)
    with pytest.raises(Invalid):
        open_position(token[:-length], SCOPE)


@given(st.text(min_size=1, max_size=3))
def test_a_token_with_something_behind_it_is_invalid(rest: str) -> None:
    with pytest.raises(Invalid):
        open_position(seal_position(POSITION, SCOPE) + rest, SCOPE)


@given(st.text())
def test_other_text_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        open_position(text, SCOPE)


@pytest.mark.parametrize(
    "content",
    ["[]", "{}", "null", '["a","b"]', '["a","b",null]', "[1,2,3]", '[["a"],{},"c"]', "[" * 50_000],
)
def test_other_json_in_a_token_is_invalid(content: str) -> None:
    with pytest.raises(Invalid):
        open_position(urlsafe_b64encode(content.encode()).decode(), SCOPE)


def test_a_position_moved_inside_its_token_is_invalid() -> None:
    created_at, _, seal = json.loads(urlsafe_b64decode(seal_position(POSITION, SCOPE)))
    moved = urlsafe_b64encode(json.dumps([created_at, "b" * 26, seal]).encode()).decode()
    with pytest.raises(Invalid):
        open_position(moved, SCOPE)


@pytest.mark.parametrize(
    ("created_at", "note_id"),
    [
        ("x" * 3000, POSITION.note_id),
        ("2026-03-01T12:00:00", POSITION.note_id),
        (1, POSITION.note_id),
        (POSITION.created_at, "y" * 3000),
        (POSITION.created_at, ["a"]),
        ("", ""),
    ],
)
def test_a_well_sealed_position_that_no_note_has_is_invalid(created_at: str, note_id: str) -> None:
    with pytest.raises(Invalid):
        open_position(seal_position(Position(created_at, note_id), SCOPE), SCOPE)
