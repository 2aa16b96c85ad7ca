"""Ctrl-C, SIGTERM and a closed terminal end a command in the same way: it cleans up first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from callnotes_local.errors import interrupted
from callnotes_local.system.process import STOP_SIGNALS


@contextmanager
def interruptible() -> Iterator[None]:
    """Make the first stop signal a KeyboardInterrupt; cleaning up is not interrupted again."""
    handlers = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    # What is ignored already stays so: `nohup`, a shell's background.
    before = {n: handler for n, handler in handlers.items() if handler is not signal.SIG_IGN}

    def interrupt(*_: object) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in before:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def saying_what_stays(why: str, next_command: str) -> Iterator[None]:
    """Make a stop signal the error with what stays as it is, and the next command."""
    try:
        yield
    except KeyboardInterrupt:
        raise interrupted(why, next_command) from None
