"""What the app has acknowledged to its clients, and when."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Written:
    """One version of a note that the app has acknowledged."""

    note_id: str
    version: int
    body: str
    at: float


@dataclass
class Ledger:
    """Every version that was acknowledged to a client."""

    _written: dict[tuple[str, int], Written] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def acknowledge(self, note_id: str, version: int, body: str) -> None:
        """Record a response that has just arrived."""
        with self._lock:
            self._written[note_id, version] = Written(note_id, version, body, time.monotonic())

    def all(self) -> list[Written]:
        """Everything that must still be stored."""
        with self._lock:
            return list(self._written.values())

    def strike(self, lost: Iterable[Written]) -> None:
        """Forget what is known to be lost: it is counted once."""
        with self._lock:
            for written in lost:
                del self._written[written.note_id, written.version]
