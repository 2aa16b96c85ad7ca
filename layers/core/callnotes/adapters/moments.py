"""Moments at which to look again for what others are about to do."""

import time
from collections.abc import Iterator

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 1.0


def make_moments(seconds: float) -> Iterator[None]:
    """Return moments, after pauses that grow, until so many seconds after this call."""
    return _wait_until(time.monotonic() + seconds)


def _wait_until(end: float) -> Iterator[None]:
    pause = FIRST_PAUSE
    while time.monotonic() + pause < end:
        time.sleep(pause)
        yield
        pause = min(1.5 * pause, LONGEST_PAUSE)
