"""What has changed in the containers that grow with use, found without looking at the rest.

Items, stream records, objects, log events: row by row. Everything else of a service is small and
is one part (durability.py).
"""

import bisect
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from operator import setitem
from typing import Any

from ministack.services import cloudwatch, cloudwatch_logs, dynamodb, eventbridge, s3

SCOPED_STORES = (
    (s3, "_object_versions"),
    (s3, "_object_acl"),
    (s3, "_object_annotations"),
    (s3, "_object_legal_hold"),
    (s3, "_object_retention"),
    (s3, "_object_tags"),
    (cloudwatch_logs, "_log_records"),
)
NESTED = (
    (dynamodb, "_tables", "items"),
    (dynamodb, "_closed_streams", "records"),
    (s3, "_buckets", "objects"),
    (eventbridge, "_archives", "Events"),
)
LISTS = ((dynamodb, "_stream_records"), (cloudwatch, "_metrics"))
# A container's name, the dictionary or list, and how to put another in its place.
Place = tuple[str, Any, Callable[[Any], None]]

_only_reads = ContextVar("only_reads", default=False)


@contextmanager
def only_reading(holds: bool) -> Iterator[None]:  # noqa: FBT001 - the result of `only_reads`
    """Declare that what happens within changes no value in place, when that holds."""
    token = _only_reads.set(holds)
    try:
        yield
    finally:
        _only_reads.reset(token)


def _noting(method: Any, *, only_hands_out: bool = False) -> Any:
    def call(self: "Tracked", key: Any, *rest: Any) -> Any:
        if not (only_hands_out and _only_reads.get()):
            self.touched.add(key)
        return method(self, key, *rest)

    return call


class Tracked(defaultdict[Any, Any]):
    """Notes each key that is written, and each one read by `[]` or `get` outside `only_reading`.

    The caller may change what it was given. Nothing in the emulator changes what it iterates over.
    """

    def __init__(self, content: MutableMapping[Any, Any]) -> None:
        super().__init__(getattr(content, "default_factory", None), content)
        self.touched: set[Any] = set(content)

    __getitem__ = _noting(defaultdict.__getitem__, only_hands_out=True)
    get = _noting(defaultdict.get, only_hands_out=True)
    __setitem__ = _noting(defaultdict.__setitem__)
    __delitem__ = _noting(defaultdict.__delitem__)
    setdefault = _noting(defaultdict.setdefault)
    pop = _noting(defaultdict.pop)

    def update(self, *other: Any, **named: Any) -> None:
        self.touched.update(dict(*other, **named))
        super().update(*other, **named)

    def clear(self) -> None:
        self.touched.update(self)
        super().clear()


class Changes:
    """The rows that have changed since they were last known to be on disk."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, Any], Any] = {}
        self._dictionaries: dict[str, Tracked] = {}
        # By name: the position of the first element, and all elements.
        self._lists: dict[str, tuple[int, list[Any]]] = {}

    def find(self) -> None:
        """Add what has changed since the last `find`; None for a row that is gone."""
        found = {name: (content, put) for name, content, put in places()}
        for name in self._dictionaries.keys() - found:
            self._compare_dictionary(name, {}, lambda _: None)
            del self._dictionaries[name]
        for name in self._lists.keys() - found:
            self._compare_list(name, [])
            del self._lists[name]
        for name, (content, put) in found.items():
            if isinstance(content, list):
                self._compare_list(name, content)
            else:
                self._compare_dictionary(name, content, put)

    def forget(self) -> None:
        """All that was found is on disk."""
        self.rows = {}

    def load(self, rows: Iterable[tuple[str, Any, Any]]) -> None:
        """Put stored rows into the containers, which are there and empty."""
        containers = {name: content for name, content, _ in places()}
        starts: dict[str, int] = {}
        for name, key, value in rows:
            content = containers[name]
            if isinstance(content, list):
                starts.setdefault(name, key)
                content.append(value)
            else:
                content[_freeze(json.loads(key))] = value
        self._lists = {name: (start, list(containers[name])) for name, start in starts.items()}
        self.find()
        self.forget()

    def _compare_dictionary(self, name: str, content: Any, put: Callable[[Any], None]) -> None:
        if not isinstance(content, Tracked):
            content = Tracked(content)
            put(content)
        touched, content.touched = content.touched, set()
        if (known := self._dictionaries.get(name)) is not content:
            touched.update(content, known or ())
            self._dictionaries[name] = content
        self.rows |= {(name, json.dumps(key)): dict.get(content, key) for key in touched}

    def _compare_list(self, name: str, content: list[Any]) -> None:
        # It loses what is too old from its front and grows at its end, or another that has taken
        # a late element in is put in its place.
        before, old = self._lists.get(name, (0, []))
        dropped = next((n for n, one in enumerate(old) if content and one is content[0]), len(old))
        start, end = before + dropped, before + len(old)
        # They are the same objects up to the first late element, and none is after it.
        longest = range(min(len(old) - dropped, len(content)))
        same = bisect.bisect_left(
            longest, x=True, key=lambda at: old[dropped + at] is not content[at]
        )
        if (start, start + same) == (before, end) and same == len(content):
            return
        gone = (*range(before, start), *range(start + same, end))
        new = enumerate(content[same:], start + same)
        self.rows |= {(name, position): None for position in gone}
        self.rows |= {(name, position): element for position, element in new}
        self._lists[name] = start, list(content)


def empty() -> None:
    """Empty the containers: for the forked copy that saves, whose rows are in its `Changes`."""
    for _, content, put in list(places()):
        put([] if isinstance(content, list) else {})


def places() -> Iterator[Place]:
    """Find all growing containers of the services."""
    for module, store in SCOPED_STORES:
        scoped = getattr(module, store)
        yield store, scoped._data, partial(setattr, scoped, "_data")
    for module, store, key in NESTED:
        for scope, owner in list(getattr(module, store)._data.items()):
            # An archive gets its list with its first event.
            content = owner.setdefault(key, [])
            yield _name(store, scope), content, partial(setitem, owner, key)
    for module, store in LISTS:
        owner = getattr(module, store)._data
        for scope in list(owner):
            yield _name(store, scope), owner[scope], partial(setitem, owner, scope)
    for scope, group in list(cloudwatch_logs._log_groups._data.items()):
        for name, stream in list(group["streams"].items()):
            place = _name("_log_groups", scope, name)
            yield place, stream["events"], partial(setitem, stream, "events")


def _name(*words: Any) -> str:
    return json.dumps(words)


def _freeze(value: Any) -> Any:
    return tuple(map(_freeze, value)) if isinstance(value, list) else value
