"""Ctrl-C, SIGTERM and a closed terminal end a command in the same way: it cleans up first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from callnotes_local.errors import interrupted

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interruptible() -> Iterator[None]:
    """Make the first stop signal a KeyboardInterrupt; cleaning up is not interrupted again."""
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    # What is ignored already stays so: `nohup`, a shell's background.
    heeded = [number for number, handler in before.items() if handler is not signal.SIG_IGN]

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for number in heeded:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in heeded:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in heeded:
            signal.signal(number, before[number])


@contextmanager
def saying_what_stays(why: str, next_command: str) -> Iterator[None]:
    """Make a stop signal the error that says what stays as it is, and what next."""
    try:
        yield
    except KeyboardInterrupt:
        raise interrupted(why, next_command) from None
