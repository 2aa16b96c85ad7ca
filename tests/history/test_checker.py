"""The checker accepts what may have happened, and refuses what cannot have."""

import pytest

from tests.history.checker import find_contradictions
from tests.history.history import Call, History

NOTE = "k"


def create(start: float, end: float, outcome: str = "ok", note_id: str = "n1") -> Call:
    return Call("create", NOTE, start, end, outcome, "a", note_id=note_id)  # type: ignore[arg-type]


def update(start: float, end: float, version: int, value: str, outcome: str = "ok") -> Call:
    return Call("update", NOTE, start, end, outcome, value, version)  # type: ignore[arg-type]


def read(start: float, end: float, version: int, value: str) -> Call:
    return Call("read", NOTE, start, end, "ok", value, version)


def listed(start: float, *found: str) -> Call:
    return Call("list", NOTE, start, start + 1, "ok", found=list(found))


POSSIBLE = {
    "a retry of a create that is unknown": [create(0, 1, "unknown", ""), create(2, 3)],
    "an unknown update that is read": [
        create(0, 1),
        update(2, 3, 1, "b", "unknown"),
        read(4, 5, 2, "b"),
    ],
    "an unknown update that never happened": [
        create(0, 1),
        update(2, 3, 1, "b", "unknown"),
        read(4, 5, 1, "a"),
    ],
    "an unknown update that happens late": [
        create(0, 1),
        update(2, 3, 1, "b", "unknown"),
        read(4, 5, 1, "a"),
        read(6, 7, 2, "b"),
    ],
    "a read while an update is made": [create(0, 1), update(2, 9, 1, "b"), read(3, 4, 1, "a")],
    "one of two updates wins": [
        create(0, 1),
        update(2, 4, 1, "b"),
        update(2, 4, 1, "c", "fail"),
        read(5, 6, 2, "b"),
    ],
    "an unknown create that is not listed": [create(0, 1, "unknown", ""), listed(2)],
}
IMPOSSIBLE = {
    "double creation": ([create(0, 1), create(2, 3, note_id="n2")], "created 2 times"),
    "double creation by an unknown call": (
        [create(0, 1, "unknown", ""), create(2, 3), listed(4, "n1", "n0")],
        "listed 2 times",
    ),
    "lost creation": ([create(0, 1), listed(2)], "not listed afterwards"),
    "lost update": (
        [create(0, 1), update(2, 3, 1, "b"), update(2, 4, 1, "b")],
        "an update is lost",
    ),
    "value of nobody": ([create(0, 1), read(2, 3, 1, "z")], "never written"),
    "value of a failed update": (
        [create(0, 1), update(2, 3, 1, "b", "fail"), read(4, 5, 2, "b")],
        "never written",
    ),
    "value of another version": (
        [create(0, 1), update(2, 3, 1, "b"), read(4, 5, 3, "b")],
        "never written",
    ),
    "update that another one overwrote": (
        [
            create(0, 1),
            update(2, 3, 1, "b"),
            update(2, 4, 1, "c", "unknown"),
            read(5, 6, 2, "c"),
        ],
        "has 2 values",
    ),
    "update that is undone": (
        [create(0, 1), update(2, 3, 1, "b"), read(4, 5, 1, "a")],
        "after version 2 was seen",
    ),
    "read that goes back": (
        [
            create(0, 1),
            update(2, 3, 1, "b", "unknown"),
            read(4, 5, 2, "b"),
            read(6, 7, 1, "a"),
        ],
        "after version 2 was seen",
    ),
}


@pytest.mark.parametrize("name", POSSIBLE)
def test_a_possible_history_is_accepted(name: str) -> None:
    assert find_contradictions(History(POSSIBLE[name])) == []


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_an_impossible_history_is_refused(name: str) -> None:
    calls, fault = IMPOSSIBLE[name]
    found = find_contradictions(History(calls))
    assert len(found) == 1
    assert fault in found[0]


def test_a_call_without_an_end_is_unknown() -> None:
    history = History()
    with pytest.raises(ConnectionError), history.call("create", NOTE, "a"):
        raise ConnectionError
    (call,) = history.calls
    assert (call.outcome, call.end) == ("unknown", float("inf"))
