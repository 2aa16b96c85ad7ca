"""How many execution environments this machine bears; further invocations wait in order.

Lambda gives each concurrent invocation an environment at once, up to the account's quota. A laptop
cannot: here an invocation takes a warm environment, or starts one while few others start, or waits.
https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

ENVIRONMENTS = "CALLNOTES_MAX_ENVIRONMENTS"
STARTS = "CALLNOTES_MAX_STARTS"
WAIT_SECONDS = "CALLNOTES_MAX_WAIT_SECONDS"

ENVIRONMENTS_PER_CORE = 16
# A function with its libraries takes up to 100 MiB; together they get a quarter of the memory.
ENVIRONMENT_BYTES = 100 * 1024**2
MEMORY_SHARE = 0.25
FEWEST_ENVIRONMENTS = 4
# With a start of up to 10 s after it, less than the 29 s that the gateway waits.
DEFAULT_WAIT_SECONDS = 15.0
# Who waited longer than this before us is gone: work in the background always has its turn.
BACKGROUND_FACTOR = 4

# Whether nobody waits for the invocations of this thread: events, queues, streams.
in_background: ContextVar[bool] = ContextVar("in_background", default=False)

Acquired = tuple[Any, str]


class NoEnvironmentError(Exception):
    """No execution environment became free in time."""


@dataclass(frozen=True)
class Limits:
    """What the environments of all functions share."""

    environments: int
    starts: int
    wait_seconds: float


def read_limits(settings: Mapping[str, str]) -> Limits:
    """The limits that are set, else what cores and memory bear."""
    cores = os.process_cpu_count() or 1
    by_memory = int(lambda_svc._memory_budget_bytes() * MEMORY_SHARE / ENVIRONMENT_BYTES)
    borne = max(FEWEST_ENVIRONMENTS, min(ENVIRONMENTS_PER_CORE * cores, by_memory))
    return Limits(
        int(settings.get(ENVIRONMENTS, borne)),
        int(settings.get(STARTS, max(2, cores))),
        float(settings.get(WAIT_SECONDS, DEFAULT_WAIT_SECONDS)),
    )


@dataclass(eq=False)
class _Turn:
    """One invocation that wants an environment."""

    key: str
    acquire: Callable[[], Acquired]
    acquired: Acquired | None = None
    # Idle environments that end before this one starts.
    evicted: list[Any] = field(default_factory=list)
    granted: threading.Event = field(default_factory=threading.Event)


class Capacity:
    """Leases the emulator's workers: never more of them than the limit, idle ones included."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._waiting: list[_Turn] = []
        self._starting: set[Any] = set()

    def acquiring(self, original: Callable[..., Acquired]) -> Callable[..., Acquired]:
        """Wait for the turn, or raise NoEnvironmentError."""

        def acquire(name: str, config: Any, code: bytes, qualifier: str = "$LATEST") -> Acquired:
            key = lambda_runtime._worker_key(name, config, qualifier)
            turn = _Turn(key, functools.partial(original, name, config, code, qualifier))
            with self._lock:
                self._waiting.append(turn)
                self._serve()
            turn.granted.wait(self._patience())
            acquired = self._leave(turn)
            lambda_runtime.kill_workers(turn.evicted)
            return acquired

        return acquire

    def releasing(self, original: Callable[[Any], None]) -> Callable[[Any], None]:
        """Give the environment to who waits for it."""

        def release(worker: Any) -> None:
            original(worker)
            self.started(worker)

        return release

    def started(self, worker: Any) -> None:
        """Note that an environment has started, or failed to."""
        with self._lock:
            self._starting.discard(worker)
            self._serve()

    def describe(self) -> dict[str, int]:
        """How many environments there are and may be, and how many invocations wait for one."""
        with self._lock:
            alive = sum(map(len, lambda_runtime._workers.values()))
            return {
                "limit": self._limits.environments,
                "alive": alive,
                "busy": lambda_runtime.workers_in_use(),
                "starting": len(self._starting),
                "waiting": len(self._waiting),
            }

    def _patience(self) -> float:
        return self._limits.wait_seconds * (BACKGROUND_FACTOR if in_background.get() else 1)

    def _leave(self, turn: _Turn) -> Acquired:
        with self._lock:
            if turn.acquired is None:
                self._waiting.remove(turn)
                raise NoEnvironmentError
            return turn.acquired

    def _serve(self) -> None:
        # In order: who cannot start yet is only passed by those whose environment is there.
        for turn in [*self._waiting]:
            if any(_is_warm(worker) for worker in _idle(turn.key)) or self._may_start(turn):
                self._grant(turn)

    def _may_start(self, turn: _Turn) -> bool:
        return len(self._starting) < self._limits.starts and self._make_room(turn)

    def _grant(self, turn: _Turn) -> None:
        turn.acquired = turn.acquire()
        worker, _ = turn.acquired
        if not _is_warm(worker):
            self._starting.add(worker)
        self._waiting.remove(turn)
        turn.granted.set()

    def _make_room(self, turn: _Turn) -> bool:
        if any(_idle(turn.key)):
            return True
        with lambda_runtime._lock:
            pools = lambda_runtime._workers
            surplus = sum(map(len, pools.values())) + 1 - self._limits.environments
            idle = [(w.last_used, key, w) for key in pools for w in _idle(key)]
            if surplus > len(idle):
                return False
            for _, key, worker in sorted(idle, key=lambda entry: entry[0])[: max(0, surplus)]:
                pools[key].remove(worker)
                turn.evicted.append(worker)
        return True


def _idle(key: str) -> Iterator[Any]:
    return (worker for worker in [*lambda_runtime._workers.get(key, ())] if not worker.in_use)


def _is_warm(worker: Any) -> bool:
    return worker._proc is not None and worker._proc.poll() is None
