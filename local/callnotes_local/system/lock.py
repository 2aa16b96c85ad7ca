"""Locks of files: one command at a time changes the local cloud of a checkout."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from callnotes_local.errors import CliError
from callnotes_local.system import private_files


@contextmanager
def hold_lock(state: Path) -> Iterator[None]:
    """Hold the checkout's lock, or say that another command does."""
    private_files.make_folder(state)
    with (state / "lock").open("w") as file:
        if not try_lock(file):
            raise CliError(
                "Another callnotes command is at work in this checkout.",
                f"It holds {state / 'lock'}.",
                "wait for it, then run the command again",
            )
        yield


@contextmanager
def wait_for_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a file, after whoever holds it now."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def try_lock(file: IO[str]) -> bool:
    """Lock an open file, for this process and its forked copies, unless another one has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
