"""Waiting for what must happen, with a deadline."""

import time
from collections.abc import Callable

INTERVAL_SECONDS = 0.05


def eventually[T](probe: Callable[[], T | None], seconds: float = 20) -> T:
    """Return the probe's first true result; fail with its last one when time is over."""
    deadline = time.monotonic() + seconds
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s; the last answer was {answer!r}")
        time.sleep(INTERVAL_SECONDS)
