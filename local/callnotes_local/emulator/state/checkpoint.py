"""Saves the state of all services every few seconds, all of it or nothing.

A forked copy of the process holds one moment of all services and writes it while the original
continues: the only pause is the fork itself.
"""

import asyncio
import contextlib
import copy
import gc
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NoReturn

import psutil

from callnotes_local.emulator.state.state_store import NotOwnerError, UnsavedError
from callnotes_local.system.process import STOP_SIGNALS

TICK_SECONDS = 0.25
SHORTEST_INTERVAL = 1.5
# What a request starts may continue after its response (a queue's message is removed when its
# function is done): one more checkpoint follows the last change.
TRAILING_SECONDS = 2.0
IDLE_INTERVAL = 60.0
CHILD_SECONDS = 60
LOCK_TYPES = (type(threading.Lock()), type(threading.RLock()))

logger = logging.getLogger(__name__)
Save = Callable[[], object]


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
    """Decides when to save; `find` what changed, `save` it in a copy, `forget` it when saved."""

    def __init__(self, find: Save, save: Save, forget: Save) -> None:
        self._find, self._save, self._forget = find, save, forget
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
                with contextlib.suppress(UnsavedError, NotOwnerError):
                    await self.checkpoint()

    async def checkpoint(self) -> Checkpoint:
        """Save the state as it is now; return when it is on disk, or raise UnsavedError."""
        async with self._lock:
            at, self._started = time.time(), time.monotonic()
            self._find()
            wait = _fork(self._save)
            pause = time.monotonic() - self._started
            self._conclude(await asyncio.wrap_future(self._waiter.submit(wait)))
            seconds = time.monotonic() - self._started
            self.last = Checkpoint(at, round(pause * 1000, 2), round(seconds, 3))
            return self.last

    def save_last(self) -> None:
        """Save once more and wait for it: the last act before a stop."""
        # One waiter: a copy that is still writing is waited for before the next one starts.
        self._waiter.submit(int).result()
        self._find()
        with contextlib.suppress(UnsavedError, NotOwnerError):
            self._conclude(_fork(self._save)())

    def _conclude(self, error: Exception | None) -> None:
        if error is None:
            self._forget()
            self.failure = None
            return
        logger.error("nothing is saved: %s", error)
        since = self.last.at if self.last else time.time()
        self.failure = self.failure or Failure(since, str(error))
        if isinstance(error, NotOwnerError):
            # Whatever is in that folder now is not ours to write.
            print(f"stopped: {error}", file=sys.stderr, flush=True)
            signal.raise_signal(signal.SIGTERM)
        raise error

    def _is_due(self, now: float) -> bool:
        changed = self.failure or self._touched + TRAILING_SECONDS > self._started
        # Half of a core at most, however much has changed.
        pause = max(SHORTEST_INTERVAL, 2 * self.last.seconds if self.last else 0)
        return now - self._started >= (pause if changed else IDLE_INTERVAL)


def _fork(save: Save) -> Callable[[], Exception | None]:
    """Let a copy of this process save; return what waits for its end and returns its error."""
    forking = multiprocessing.get_context("fork")
    errors, sender = forking.Pipe(duplex=False)
    child = forking.Process(target=_save_and_exit, args=(save, sender))
    try:
        child.start()
    except OSError as error:
        refused = UnsavedError(str(error))
        return lambda: refused
    sender.close()

    def wait() -> Exception | None:
        with errors, contextlib.closing(child):
            try:
                error: Exception | None = errors.recv()
            except EOFError:
                error = UnsavedError("the process that saves was killed, or took too long")
            child.join()
            return error

    return wait


def _save_and_exit(save: Save, errors: Connection) -> NoReturn:
    error: Exception | None = None
    try:
        _become_a_copy()
        save()
    except (UnsavedError, NotOwnerError) as refusal:
        error = refusal
    except BaseException as unforeseen:  # noqa: BLE001 - nothing may return into the copied event loop
        traceback.print_exc()
        error = UnsavedError(repr(unforeseen))
    finally:
        errors.send(error)
        os._exit(0)


def _become_a_copy() -> None:
    signal.set_wakeup_fd(-1)
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.alarm(CHILD_SECONDS)
    gc.disable()
    # The port and its connections belong to the original. Files stay open: with the lock file
    # a copy whose original was killed keeps the next emulator waiting until it has ended.
    for connection in psutil.Process().net_connections("all"):
        with contextlib.suppress(OSError):
            os.close(connection.fd)
    # Holders of locks are threads of the original; here they would be held for ever.
    modules = [module for name, module in sys.modules.items() if name.startswith("ministack")]
    for lock in [value for module in modules for value in vars(module).values()]:
        if isinstance(lock, LOCK_TYPES):
            lock._at_fork_reinit()  # type: ignore[union-attr]
    # No other thread works on this memory: copies before writing would only cost time.
    copy.deepcopy = lambda value, _memo=None: value  # type: ignore[assignment,misc]
