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
from typing import Any, NoReturn, Protocol

from callnotes_local.emulator.state.state_store import NotOwnerError, UnsavedError

TICK_SECONDS = 0.25
SHORTEST_INTERVAL = 1.5
# What a request starts may go on after its answer (a queue's message is removed when its
# function is done): one more checkpoint follows the last change.
TRAILING_SECONDS = 2.0
IDLE_INTERVAL = 60.0
CHILD_SECONDS = 60
EXIT_FAILED, EXIT_NOT_OWNER = 1, 3
LOCK_TYPES = (type(threading.Lock()), type(threading.RLock()))

logger = logging.getLogger(__name__)


class CheckpointError(RuntimeError):
    """The state could not be saved; the last complete one is still there."""


class Saving(Protocol):
    """A save: found in the original, written by its copy, kept when that went well."""

    def begin(self) -> None: ...
    def write(self) -> None: ...
    def keep(self) -> None: ...


@dataclass(frozen=True)
class Checkpoint:
    """A saved moment: when it was, how long requests waited, how long saving took."""

    at: float
    pause_ms: float
    seconds: float


@dataclass(frozen=True)
class Failure:
    """Why nothing has been saved, and since when: what was acknowledged then may be lost."""

    since: float
    reason: str


class Checkpointer:
    """Decides when to save, and has a forked copy do it."""

    def __init__(self, saving: Saving) -> None:
        self._saving = saving
        self._lock = asyncio.Lock()
        self._waiter = ThreadPoolExecutor(1, "checkpoint")
        self._touched = 0.0
        self._started = 0.0
        self.last: Checkpoint | None = None
        self.failure: Failure | None = None

    def touch(self) -> None:
        """Note that something may have changed."""
        self._touched = time.monotonic()

    async def run(self) -> None:
        """Save again and again, as long as there is something to save."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            if self._is_due(time.monotonic()):
                with contextlib.suppress(CheckpointError):
                    await self.checkpoint()

    async def checkpoint(self) -> Checkpoint:
        """Save the state as it is now; return when it is on disk."""
        async with self._lock:
            at, self._started = time.time(), time.monotonic()
            copy = self._fork()
            pause = time.monotonic() - self._started
            self._conclude(*await asyncio.wrap_future(self._waiter.submit(copy.wait)))
            seconds = time.monotonic() - self._started
            self.last = Checkpoint(at, round(pause * 1000, 2), round(seconds, 3))
            return self.last

    def save_last(self) -> None:
        """Save once more and wait for it: the last act before a stop."""
        # One waiter: a copy that is still writing is waited for before the next one starts.
        self._waiter.submit(int).result()
        with contextlib.suppress(CheckpointError):
            self._conclude(*self._fork().wait())

    def describe(self) -> dict[str, Any]:
        """Return the last checkpoint, and why none follows it, for a status."""
        return {
            "checkpoint": asdict(self.last) if self.last else None,
            "failure": asdict(self.failure) if self.failure else None,
        }

    def _fork(self) -> _Copy:
        try:
            self._saving.begin()
            return _Copy.fork(self._saving.write)
        except OSError as error:
            self._conclude(EXIT_FAILED, str(error))
            raise

    def _conclude(self, code: int, reason: str) -> None:
        if code == 0:
            self._saving.keep()
            self.failure = None
            return
        logger.error("nothing is saved: %s", reason)
        since = self.last.at if self.last else time.time()
        self.failure = self.failure or Failure(since, reason)
        if code == EXIT_NOT_OWNER:
            # Whatever is in that folder now is not ours to write.
            print(f"stopped: {reason}", file=sys.stderr, flush=True)
            signal.raise_signal(signal.SIGTERM)
        raise CheckpointError(reason)

    def _is_due(self, now: float) -> bool:
        changed = self.failure or self._touched + TRAILING_SECONDS > self._started
        # Half of a core at most, however much has changed.
        pause = max(SHORTEST_INTERVAL, 2 * self.last.seconds if self.last else 0)
        return now - self._started >= (pause if changed else IDLE_INTERVAL)


@dataclass(frozen=True)
class _Copy:
    """A forked process that saves, and the pipe on which it gives its reason for not doing so."""

    pid: int
    reasons: int

    @classmethod
    def fork(cls, save: Callable[[], object]) -> _Copy:
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            _save_and_exit(save, writing)
        os.close(writing)
        return cls(pid, reading)

    def wait(self) -> tuple[int, str]:
        """Return the exit code and, when it is not 0, the reason."""
        with os.fdopen(self.reasons) as reasons:
            reason = reasons.read()
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        return code, reason or f"the copy that saves ended with {code}"


def _save_and_exit(save: Callable[[], object], reasons: int) -> NoReturn:
    code = EXIT_FAILED
    try:
        _become_a_copy()
        save()
        code = 0
    except BaseException as error:  # noqa: BLE001 - nothing may return into the copied event loop
        if isinstance(error, NotOwnerError):
            code = EXIT_NOT_OWNER
        elif not isinstance(error, UnsavedError):
            traceback.print_exc()
        os.write(reasons, (str(error) or type(error).__name__).encode()[:1000])
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
