"""Notes as items of the table."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from callnotes.adapters.note_items import (
    from_wire,
    note_to_item,
    state_from_item,
    to_wire,
    tombstone_to_item,
)
from callnotes.domain.note import Note, NoteContent, Tombstone
from callnotes.domain.times import from_time_text, to_time_text
from tests.builders import make_change, make_note, make_tombstone

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CONTENTS = st.builds(
    NoteContent,
    title=TEXTS,
    body=TEXTS,
    tags=st.lists(TEXTS, max_size=3).map(tuple),
    customer_id=st.none() | TEXTS,
    language=st.sampled_from(["ko", "en", None]),
)
NOTES = st.builds(
    Note,
    note_id=TEXTS,
    tenant=TEXTS,
    content=CONTENTS,
    version=st.integers(1, 10**12),
    created_by=TEXTS,
    created_at=TIMES,
    updated_at=TIMES,
)


@given(NOTES)
def test_every_note_comes_back_from_its_item(note: Note) -> None:
    wire = to_wire(note_to_item(note, make_change()))
    assert state_from_item(from_wire(wire)) == note


@given(NOTES)
def test_every_tombstone_comes_back_from_its_item(note: Note) -> None:
    tombstone = make_tombstone(note)
    wire = to_wire(tombstone_to_item(tombstone, make_change()))
    assert state_from_item(from_wire(wire)) == tombstone


@given(TIMES, TIMES)
def test_times_sort_as_texts_as_they_sort_as_times(one: datetime, other: datetime) -> None:
    assert (to_time_text(one) < to_time_text(other)) == (one < other)


@given(TIMES)
def test_every_time_comes_back_from_its_text(time: datetime) -> None:
    assert from_time_text(to_time_text(time)) == time


def test_a_time_elsewhere_is_stored_as_utc() -> None:
    seoul = datetime(2026, 3, 1, 21, 0, tzinfo=timezone(timedelta(hours=9)))
    assert to_time_text(seoul) == "2026-03-01T12:00:00.000000Z"


def test_a_tombstone_holds_no_text_of_its_note() -> None:
    note = make_note()
    item = tombstone_to_item(make_tombstone(note), make_change())
    assert note.content.body not in item.values()


def test_a_tombstone_outlives_the_idempotency_key() -> None:
    tombstone: Tombstone = make_tombstone(make_note())
    item = tombstone_to_item(tombstone, make_change())
    assert item["expires_at"] - tombstone.deleted_at.timestamp() >= 24 * 3600
