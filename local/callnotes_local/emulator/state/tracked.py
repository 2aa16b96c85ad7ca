"""A dictionary that knows which of its keys may have changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_only_reads = ContextVar("only_reads", default=False)


class Tracked(defaultdict[Any, Any]):
    """Notes every key that is written, and every one handed out: its value may change in place.

    Within `only_reading` nothing that is handed out is noted: a scan changes nothing. Iterating
    hands out values too; nothing in the emulator changes what it iterates over.
    """

    def __init__(self, content: MutableMapping[Any, Any]) -> None:
        super().__init__(getattr(content, "default_factory", None), content)
        self.touched: set[Any] = set()

    def __getitem__(self, key: Any) -> Any:
        self._hand_out(key)
        return super().__getitem__(key)

    def get(self, key: Any, default: Any = None) -> Any:
        self._hand_out(key)
        return super().get(key, default)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.touched.add(key)
        super().__setitem__(key, value)

    def __delitem__(self, key: Any) -> None:
        self.touched.add(key)
        super().__delitem__(key)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        self.touched.add(key)
        return super().setdefault(key, default)

    def pop(self, key: Any, *default: Any) -> Any:
        self.touched.add(key)
        return super().pop(key, *default)

    def update(self, *other: Any, **named: Any) -> None:
        self.touched.update(dict(*other, **named))
        super().update(*other, **named)

    def clear(self) -> None:
        self.touched.update(self)
        super().clear()

    def _hand_out(self, key: Any) -> None:
        if not _only_reads.get():
            self.touched.add(key)


@contextmanager
def only_reading(holds: bool) -> Iterator[None]:  # noqa: FBT001 - the answer of `only_reads`
    """Say of all that happens within that it changes nothing in place, when that holds."""
    token = _only_reads.set(holds)
    try:
        yield
    finally:
        _only_reads.reset(token)
