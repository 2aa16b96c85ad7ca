"""Times as text."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from callnotes.domain.times import from_time_text, to_time_text
from tests.builders import NOON, later


def test_a_time_is_utc_with_microseconds() -> None:
    assert to_time_text(NOON) == "2026-03-01T12:00:00.123456Z"


def test_a_time_of_another_zone_is_the_same_moment() -> None:
    seoul = datetime(2026, 3, 1, 21, tzinfo=timezone(timedelta(hours=9)))
    assert to_time_text(seoul) == "2026-03-01T12:00:00.000000Z"


@pytest.mark.parametrize("time", [NOON, datetime(2026, 1, 1, tzinfo=UTC), later(1)])
def test_a_text_is_read_as_the_time_it_was_made_of(time: datetime) -> None:
    assert from_time_text(to_time_text(time)) == time


def test_texts_sort_in_order_of_time() -> None:
    times = [NOON, later(1), later(59), later(3600)]
    assert sorted(map(to_time_text, times)) == list(map(to_time_text, times))
