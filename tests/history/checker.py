"""Refuses histories that no correct store could have made; unknown calls may have happened.

A note has one writer at each version: an update that is ok replaces exactly the version it names.
"""

from collections import Counter
from collections.abc import Iterator

from tests.history.history import Call, History, Value


def find_contradictions(history: History) -> list[str]:
    """Return a sentence for each thing that cannot have happened; none for a possible history."""
    return [fault for key in history.keys for fault in _of_key(history, key)]


def _of_key(history: History, key: str) -> Iterator[str]:
    yield from _double_creations(history, key)
    yield from _lost_updates(history, key)
    yield from _invented_values(history, key)
    yield from _split_versions(history, key)
    yield from _stale_reads(history, key)
    yield from _lost_creations(history, key)


def _double_creations(history: History, key: str) -> Iterator[str]:
    ids = {call.note_id for call in history.of("create", key, "ok")}
    if len(ids) > 1:
        yield f"{key} was created {len(ids)} times: {sorted(ids)}"
    for call in history.of("list", key, "ok"):
        if len(call.found) > 1:
            yield f"{key} is listed {len(call.found)} times"


def _lost_creations(history: History, key: str) -> Iterator[str]:
    created = history.of("create", key, "ok")
    for call in history.of("list", key, "ok"):
        if not call.found and any(before.end < call.start for before in created):
            yield f"{key} was created, and is not listed afterwards"


def _lost_updates(history: History, key: str) -> Iterator[str]:
    replaced = Counter(call.version for call in history.of("update", key, "ok"))
    for version, count in replaced.items():
        if count > 1:
            yield f"version {version} of {key} was replaced {count} times: an update is lost"


def _invented_values(history: History, key: str) -> Iterator[str]:
    written = {
        (call.value, call.version + 1) for call in history.of("update", key, "ok", "unknown")
    } | {(call.value, 1) for call in history.of("create", key, "ok", "unknown")}
    for read in history.of("read", key, "ok"):
        if (read.value, read.version) not in written:
            yield f"{key} was read as {read.value!r} of version {read.version}, never written"


def _split_versions(history: History, key: str) -> Iterator[str]:
    values: dict[int, set[Value]] = {}
    for call in [*history.of("read", key, "ok"), *history.of("update", key, "ok")]:
        values.setdefault(_shown(call), set()).add(call.value)
    for version, seen in values.items():
        if len(seen) > 1:
            yield f"version {version} of {key} has {len(seen)} values: {sorted(map(str, seen))}"


def _stale_reads(history: History, key: str) -> Iterator[str]:
    seen = [*history.of("read", key, "ok"), *history.of("create", key, "ok")]
    seen += history.of("update", key, "ok")
    for read in history.of("read", key, "ok"):
        newest = max((_shown(c) for c in seen if c.end < read.start), default=0)
        if read.version < newest:
            yield f"{key} was read at version {read.version}, after version {newest} was seen"


def _shown(call: Call) -> int:
    """Return the version that a call which is over has shown to exist."""
    return {"create": 1, "update": call.version + 1}.get(call.kind, call.version)
