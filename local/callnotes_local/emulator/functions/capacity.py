"""How many execution environments this machine supports; further invocations wait in order.

Lambda gives each concurrent invocation an environment at once, up to the account's quota. A laptop
cannot: here an invocation takes a warm environment, or starts one while few others start, or waits.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

import os
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

ENVIRONMENTS_PER_CORE = 16
# A function with its libraries takes up to 100 MiB; together they get a quarter of the memory.
ENVIRONMENT_BYTES = 100 * 1024**2
MEMORY_SHARE = 0.25
FEWEST_ENVIRONMENTS = 4
# With a start of up to 10 s after it, less than the 29 s that the gateway waits.
WAIT_SECONDS = 15.0
# By then every caller who came earlier has given up: work in the background has its turn.
BACKGROUND_FACTOR = 4

# Whether no caller waits for the invocations of this thread: events, queues, streams.
in_background: ContextVar[bool] = ContextVar("in_background", default=False)

Acquired = tuple[Any, str]


class NoEnvironmentError(Exception):
    """No execution environment became free in time."""


@dataclass(eq=False)
class _Turn:
    """One invocation that waits for an environment of its function."""

    key: str
    changed: threading.Condition


class Capacity:
    """Leases the emulator's workers: never more of them than the limit, idle ones included."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Take the limits that are set, else what cores and memory allow."""
        cores = os.process_cpu_count() or 1
        by_memory = int(lambda_svc._memory_budget_bytes() * MEMORY_SHARE / ENVIRONMENT_BYTES)
        possible = max(FEWEST_ENVIRONMENTS, min(ENVIRONMENTS_PER_CORE * cores, by_memory))
        self._limit = int(settings.get("CALLNOTES_MAX_ENVIRONMENTS", possible))
        self._starts = int(settings.get("CALLNOTES_MAX_STARTS", max(2, cores)))
        self._wait_seconds = float(settings.get("CALLNOTES_MAX_WAIT_SECONDS", WAIT_SECONDS))
        self._lock = threading.Lock()
        self._waiting: list[_Turn] = []
        self._starting: set[Any] = set()

    def acquire(
        self, original: Callable[..., Acquired], name: str, config: Any, code: bytes, qualifier: str
    ) -> Acquired:
        """Wait for the turn and take the environment, or raise NoEnvironmentError."""
        key = lambda_runtime._worker_key(name, config, qualifier)
        turn = _Turn(key, threading.Condition(self._lock))
        patience = self._wait_seconds * (BACKGROUND_FACTOR if in_background.get() else 1)
        with self._lock:
            self._waiting.append(turn)
            try:
                if not turn.changed.wait_for(lambda: self._plan(turn) is not None, patience):
                    raise NoEnvironmentError
                evicted = _remove(self._plan(turn) or [])
                worker, how = original(name, config, code, qualifier)
                if not _is_warm(worker):
                    self._starting.add(worker)
            finally:
                self._waiting.remove(turn)
                self._wake()
        lambda_runtime.kill_workers(evicted)
        return worker, how

    def release(self, original: Callable[[Any], None], worker: Any) -> None:
        """Let the next invocation have the environment."""
        original(worker)
        self.started(worker)

    def started(self, worker: Any) -> None:
        """Note that an environment has started, or failed to."""
        with self._lock:
            self._starting.discard(worker)
            self._wake()

    def describe(self) -> dict[str, int]:
        """How many environments there are and may be, and how many invocations wait for one."""
        with self._lock:
            return {
                "limit": self._limit,
                "alive": _count_alive(),
                "busy": lambda_runtime.workers_in_use(),
                "starting": len(self._starting),
                "waiting": len(self._waiting),
            }

    def _wake(self) -> None:
        # Of each function only the first can be next.
        for turn in {turn.key: turn for turn in reversed(self._waiting)}.values():
            turn.changed.notify()

    def _plan(self, turn: _Turn) -> list[Any] | None:
        """Return the idle environments that have to end for the turn, or None: it has to wait."""
        # In order: only those with a warm environment overtake one that cannot start yet.
        earlier, idle = self._waiting[: self._waiting.index(turn)], _find_idle(turn.key)
        if any(map(_is_warm, idle)):
            return None if any(other.key == turn.key for other in earlier) else []
        if earlier or len(self._starting) >= self._starts:
            return None
        surplus = 0 if idle else max(0, _count_alive() + 1 - self._limit)
        longest_idle = sorted(_find_idle(), key=lambda worker: worker.last_used)
        return longest_idle[:surplus] if surplus <= len(longest_idle) else None


def _count_alive() -> int:
    return sum(map(len, lambda_runtime._workers.values()))


def _find_idle(key: str | None = None) -> list[Any]:
    """The idle environments of a function, or of all functions."""
    keys = [*lambda_runtime._workers] if key is None else [key]
    pools = ([*lambda_runtime._workers.get(name, ())] for name in keys)
    return [worker for pool in pools for worker in pool if not worker.in_use]


def _remove(workers: list[Any]) -> list[Any]:
    with lambda_runtime._lock:
        for pool in lambda_runtime._workers.values():
            pool[:] = [worker for worker in pool if worker not in workers]
    return workers


def _is_warm(worker: Any) -> bool:
    return worker._proc is not None and worker._proc.poll() is None
