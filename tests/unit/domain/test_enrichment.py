from datetime import UTC, datetime

import pytest

from callnotes.domain.enrichment import Findings, counters_of, end_of_counts
from callnotes.domain.opinion import Tone
from callnotes.domain.times import to_day_text


@pytest.mark.parametrize(
    ("score", "tone"),
    [(0.0, "positive"), (0.4, "neutral"), (0.6, "neutral"), (0.61, "negative"), (None, None)],
)
def test_the_tone_is_the_class_of_the_score(score: float | None, tone: Tone | None) -> None:
    assert Findings(sentiment=score).tone == tone


def test_what_is_not_known_counts_as_unknown() -> None:
    assert counters_of(Findings()) == ("notes", "language_unknown", "tone_unknown")


@pytest.mark.parametrize(
    ("hour", "day"), [(14, "2026-03-01"), (15, "2026-03-02")], ids=["23:00", "midnight"]
)
def test_days_begin_at_midnight_in_seoul(hour: int, day: str) -> None:
    assert to_day_text(datetime(2026, 3, 1, hour, tzinfo=UTC)) == day


def test_counts_end_35_days_after_their_day_begins() -> None:
    assert end_of_counts("2026-03-01") == datetime(2026, 4, 4, 15, tzinfo=UTC)
