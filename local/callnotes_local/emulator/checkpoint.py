"""Saves the state of all services every few seconds, and never half of it.

A forked copy of the process holds one moment of all services; it writes at leisure while the
original goes on. The only pause is the fork itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gc
import logging
import os
import signal
import stat
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any, NoReturn

TICK_SECONDS = 0.25
SHORTEST_INTERVAL = 1.5
# What a request starts may go on after its answer (a queue's message is removed when its
# function is done): one more checkpoint follows the last change.
TRAILING_SECONDS = 2.0
IDLE_INTERVAL = 60.0
CHILD_SECONDS = 30
LOCK_TYPES = (type(threading.Lock()), type(threading.RLock()))

logger = logging.getLogger(__name__)


class CheckpointError(RuntimeError):
    """The state could not be saved; the last complete one is still there."""


@dataclass(frozen=True)
class Checkpoint:
    """A saved moment: when it was, how long requests waited, how long saving took."""

    at: float
    pause_ms: float
    seconds: float


class Checkpointer:
    """Decides when to save, and has a forked copy do it."""

    def __init__(self, save: Callable[[], object]) -> None:
        self._save = save
        self._lock = asyncio.Lock()
        self._waiter = ThreadPoolExecutor(1, "checkpoint")
        self._touched = 0.0
        self._started = 0.0
        self.last: Checkpoint | None = None

    def touch(self) -> None:
        """Note that something may have changed."""
        self._touched = time.monotonic()

    async def run(self) -> None:
        """Save again and again, as long as there is something to save."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            if self._is_due(time.monotonic()):
                await self._try_checkpoint()

    async def checkpoint(self) -> Checkpoint:
        """Save the state as it is now; return when it is on disk."""
        async with self._lock:
            at, self._started = time.time(), time.monotonic()
            child = _fork(self._save)
            pause = time.monotonic() - self._started
            code = await asyncio.wrap_future(self._waiter.submit(_wait, child))
            if code != 0:
                raise CheckpointError(f"saving ended with {code}: see the log")
            seconds = time.monotonic() - self._started
            self.last = Checkpoint(at, round(pause * 1000, 2), round(seconds, 3))
            return self.last

    def save_last(self) -> None:
        """Save once more and wait for it: the last act before a stop."""
        # One waiter: a copy that is still writing is waited for before the next one starts.
        self._waiter.submit(int).result()
        code = _wait(_fork(self._save))
        if code != 0:
            logger.error("saving at the stop ended with %s", code)

    def describe(self) -> dict[str, Any] | None:
        """Return the last checkpoint for a status."""
        return asdict(self.last) if self.last else None

    def _is_due(self, now: float) -> bool:
        changed = self._touched + TRAILING_SECONDS > self._started
        # Half of a core at most, however large the state is.
        pause = max(SHORTEST_INTERVAL, 2 * self.last.seconds if self.last else 0)
        return now - self._started >= (pause if changed else IDLE_INTERVAL)

    async def _try_checkpoint(self) -> None:
        try:
            await self.checkpoint()
        except (CheckpointError, OSError) as error:
            logger.error("checkpoint failed: %s", error)  # noqa: TRY400 - the copy has logged it


def _fork(save: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        _save_and_exit(save)
    return child


def _save_and_exit(save: Callable[[], object]) -> NoReturn:
    code = 1
    try:
        _become_a_copy()
        save()
        code = 0
    except BaseException:  # noqa: BLE001 - nothing may return into the copied event loop
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stderr.flush()
        os._exit(code)


def _become_a_copy() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(CHILD_SECONDS)
    gc.disable()
    _close_sockets()
    _free_locks()
    # Nobody else works on this memory: copies before writing would only cost time.
    copy.deepcopy = _same  # type: ignore[assignment]


def _same(value: Any, _memo: Any = None) -> Any:
    return value


def _close_sockets() -> None:
    # The port and its connections belong to the original. Files stay open: with the lock file
    # a copy whose original was killed keeps the next emulator waiting until it has ended.
    for name in os.listdir("/dev/fd"):  # noqa: PTH208 - numbers, not paths
        with contextlib.suppress(OSError):
            if int(name) > 2 and _is_socket(int(name)):
                os.close(int(name))


def _is_socket(descriptor: int) -> bool:
    return stat.S_ISSOCK(os.fstat(descriptor).st_mode)


def _free_locks() -> None:
    # Their holders are threads of the original; here they would be held for ever.
    for name, module in list(sys.modules.items()):
        if name.startswith("ministack"):
            for value in list(vars(module).values()):
                if isinstance(value, LOCK_TYPES):
                    value._at_fork_reinit()  # type: ignore[union-attr]


def _wait(child: int) -> int:
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)
