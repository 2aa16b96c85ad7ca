"""What clients did and saw: each call with start, end, and whether it happened.

A call is unknown when its client got no response, or a 5xx: it may have happened, now or later.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

type Kind = Literal["create", "update", "read", "list"]
type Outcome = Literal["ok", "fail", "unknown"]
type Value = str | None


@dataclass
class Call:
    """One call of one client, in seconds of one clock.

    A create writes `value` under an idempotency key (`key`), an update replaces `version`. A read
    returns `value` and `version`; a list returns `found`, the notes of a key with their values.
    """

    kind: Kind
    key: str
    start: float
    end: float = float("inf")
    outcome: Outcome = "unknown"
    value: Value = None
    version: int = 0
    note_id: str = ""
    found: list[str] = field(default_factory=list)


@dataclass
class History:
    """The calls of all clients."""

    calls: list[Call] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def call(self, kind: Kind, key: str, value: Value = None, version: int = 0) -> Iterator[Call]:
        """Note a call; who makes it says how it ended, or it stays unknown."""
        call = Call(kind, key, time.monotonic(), value=value, version=version)
        with self._lock:
            self.calls.append(call)
        yield call
        call.end = time.monotonic()

    def of(self, kind: Kind, key: str, *outcomes: Outcome) -> list[Call]:
        """Return the calls of a kind about a key that ended so."""
        wanted = outcomes or ("ok", "fail", "unknown")
        return [c for c in self.calls if (c.kind, c.key) == (kind, key) and c.outcome in wanted]

    @property
    def keys(self) -> list[str]:
        return sorted({call.key for call in self.calls})
