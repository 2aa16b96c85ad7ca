"""Times as text: RFC 3339 in UTC with microseconds, which sorts as text in order of time.

https://www.rfc-editor.org/rfc/rfc3339
"""

from collections.abc import Callable
from datetime import UTC, datetime

type SecondsLeft = Callable[[], float]
"""Returns the seconds that the function may still run, at each call."""


def to_time_text(time: datetime) -> str:
    """Return the text of an aware time."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def from_time_text(text: str) -> datetime:
    """Return the aware time of a text."""
    return datetime.fromisoformat(text)
