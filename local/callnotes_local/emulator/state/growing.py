"""What grows with use: items, stream records, objects, log events; row by row, as it changes.

Everything else of a service is small and is written as one part (snapshot.py).
"""

from __future__ import annotations

import bisect
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ministack.services import cloudwatch, cloudwatch_logs, dynamodb, s3

from callnotes_local.emulator.state.tracked import Tracked

Row = tuple[str, Any, Any]
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
)
LISTS = ((dynamodb, "_stream_records"), (cloudwatch, "_metrics"))
_CONTENT = "_data"


@dataclass(frozen=True)
class Place:
    """Where a container hangs, a dictionary or a list that only grows at its end.

    `first` is the position of a list's first element: what aged out of its front counts.
    """

    name: str
    owner: Any
    key: Any
    first: int = 0

    @property
    def content(self) -> Any:
        return self.owner._data if self.key is _CONTENT else self.owner[self.key]

    def put(self, content: Any) -> None:
        if self.key is _CONTENT:
            self.owner._data = content
        else:
            self.owner[self.key] = content


@dataclass(frozen=True)
class Change:
    """What of a container is to be written: these keys, or all of it anew.

    Of a list, the positions before `first` are over, and those from the keys' start on are new.
    """

    name: str
    content: Any
    keys: Collection[Any]
    whole: bool = False
    first: int = 0

    @property
    def end(self) -> int:
        """The position behind a list's last element."""
        return self.keys.stop if isinstance(self.keys, range) else 0

    def rows(self) -> Iterator[Row]:
        """Return each row; nothing is left of one whose value is None."""
        for key in self.keys:
            if isinstance(self.keys, range):
                yield self.name, key, self.content[key - self.first]
            else:
                yield self.name, json.dumps(key), dict.get(self.content, key)


class Ledger:
    """Knows what of the growing containers is on disk."""

    def __init__(self) -> None:
        self._saved: dict[str, Change] = {}
        self.changes: list[Change] = []
        self.gone: set[str] = set()

    def begin(self) -> None:
        """Find what has changed since the last save that was kept."""
        self._take_back()
        found = list(places())
        self.gone = self._saved.keys() - {place.name for place in found}
        self.changes = [change for place in found if (change := self._examine(place))]

    def keep(self) -> None:
        """All that `begin` found is on disk."""
        self._saved |= {change.name: change for change in self.changes}
        for name in self.gone:
            del self._saved[name]
        self.changes, self.gone = [], set()

    def fill(self, rows: Iterable[Row]) -> None:
        """Put stored rows into the containers, which are there and empty."""
        containers = {place.name: place.content for place in places()}
        for name, key, value in rows:
            content = containers[name]
            if isinstance(content, list):
                content.append(value)
            else:
                content[_freeze(json.loads(key))] = value
        self.begin()
        self.keep()

    def _take_back(self) -> None:
        for change in self.changes:
            if isinstance(change.content, Tracked) and not change.whole:
                change.content.touched.update(change.keys)
        self.changes = []

    def _examine(self, place: Place) -> Change | None:
        saved = self._saved.get(place.name)
        if isinstance(place.content, list):
            return _examine_list(place, saved)
        return _examine_dict(place, saved)


def strip() -> None:
    """Leave empty containers in the services: for a copy of the process that saves the rest."""
    for place in list(places()):
        place.put([] if isinstance(place.content, list) else {})


def places() -> Iterator[Place]:
    """Find all growing containers of the services."""
    for module, store in SCOPED_STORES:
        yield Place(store, getattr(module, store), _CONTENT)
    for module, store, key in NESTED:
        for scope, owner in list(getattr(module, store)._data.items()):
            yield Place(_name(store, scope), owner, key, owner.get("trimmed", 0))
    trimmed = dynamodb._stream_trimmed._data
    for module, store in LISTS:
        owner = getattr(module, store)._data
        for scope in list(owner):
            yield Place(_name(store, scope), owner, scope, trimmed.get(scope, 0))
    for scope, group in list(cloudwatch_logs._log_groups._data.items()):
        for name, stream in list(group["streams"].items()):
            yield Place(_name("_log_groups", scope, name), stream, "events")


def _examine_dict(place: Place, saved: Change | None) -> Change | None:
    if not isinstance(place.content, Tracked):
        place.put(Tracked(place.content))
    content = place.content
    touched, content.touched = content.touched, set()
    if saved is None or saved.content is not content:
        return Change(place.name, content, list(content), whole=True)
    return Change(place.name, content, touched) if touched else None


def _examine_list(place: Place, saved: Change | None) -> Change | None:
    content, first = place.content, place.first
    end = first + len(content)
    if saved is None or (saved.content is content and end < saved.end):
        return Change(place.name, content, range(first, end), whole=True, first=first)
    since = saved.end
    if saved.content is not content:
        since = min(since, first + _common(saved.content, content))
    elif (first, end) == (saved.first, saved.end):
        return None
    return Change(place.name, content, range(max(first, since), end), first=first)


def _common(old: list[Any], new: list[Any]) -> int:
    # A list that took late elements in is another one; up to the first of them it is the same.
    return bisect.bisect_left(
        range(min(len(old), len(new))), x=True, key=lambda at: old[at] is not new[at]
    )


def _name(*words: Any) -> str:
    return json.dumps(words)


def _freeze(value: Any) -> Any:
    return tuple(map(_freeze, value)) if isinstance(value, list) else value
