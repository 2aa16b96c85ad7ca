"""Times as text: RFC 3339 in UTC with microseconds, which sorts as text in order of time.

https://www.rfc-editor.org/rfc/rfc3339
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

type SecondsLeft = Callable[[], float]
"""Returns the seconds that the function may still run, at each call."""

# Days are Seoul's, whose clocks are never put forward or back: no time zone data is needed.
SEOUL = timezone(timedelta(hours=9), "KST")


def to_time_text(time: datetime) -> str:
    """Return the text of an aware time."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_time_text(text: str) -> datetime:
    """Return the aware time of a text."""
    return datetime.fromisoformat(text)


def to_day_text(time: datetime) -> str:
    """Return the day of an aware time in Seoul, such as `2026-03-01`."""
    return time.astimezone(SEOUL).date().isoformat()


def from_day_text(text: str) -> datetime:
    """Return when a day begins in Seoul."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)
