"""What has changed is found without looking at what has not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from callnotes_local.emulator.state import changes
from callnotes_local.emulator.state.changes import Changes, Place, Tracked, only_reading

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A service with a dictionary and a list that grow."""
    made: dict[str, Any] = {"items": {}, "records": []}

    def places() -> Iterator[Place]:
        for name in list(made):
            yield name, made[name], lambda content, name=name: made.update({name: content})  # type: ignore[misc]

    monkeypatch.setattr(changes, "places", places)
    return made


@pytest.fixture
def changed(table: dict[str, Any]) -> Changes:
    """All of a large table is on disk."""
    table["items"].update({f"k{n}": {"v": n} for n in range(1000)})
    table["records"].extend([n] for n in range(1000))
    made = Changes()
    assert len(found(made)) == 2000
    made.forget()
    assert found(made) == {}
    return made


def found(changed: Changes) -> dict[tuple[str, Any], Any]:
    changed.find()
    return changed.rows


def test_only_what_was_written_is_a_row(table: dict[str, Any], changed: Changes) -> None:
    table["items"].setdefault("new", {})["v"] = 1
    table["items"]["k1"]["v"] = "in place"
    del table["items"]["k2"]
    table["items"].pop("k3")
    table["records"].append("last")

    assert found(changed) == {
        ("items", '"new"'): {"v": 1},
        ("items", '"k1"'): {"v": "in place"},
        ("items", '"k2"'): None,
        ("items", '"k3"'): None,
        ("records", 1000): "last",
    }


def test_reads_are_no_change(table: dict[str, Any], changed: Changes) -> None:
    with only_reading(holds=True):
        assert all(table["items"][key] for key in list(table["items"]))
    assert dict(table["items"].items())

    assert found(changed) == {}


def test_what_was_not_saved_is_kept_and_brought_up_to_date(
    table: dict[str, Any], changed: Changes
) -> None:
    table["items"]["k1"] = 1
    table["records"].append("last")
    changed.find()
    del table["items"]["k1"]

    assert found(changed) == {("items", '"k1"'): None, ("records", 1000): "last"}
    changed.forget()
    assert found(changed) == {}


def test_late_element_rewrites_the_end_only(table: dict[str, Any], changed: Changes) -> None:
    before = table["records"]
    before.append(["not saved yet"])
    table["records"] = [*before[:998], ["late"], *before[998:]]

    assert [key for _, key in found(changed)] == [998, 999, 1000, 1001]


def test_front_that_aged_out_is_removed_and_the_rest_keeps_its_positions(
    table: dict[str, Any], changed: Changes
) -> None:
    del table["records"][:10]
    table["records"].append(["last"])

    removed = {("records", position): None for position in range(10)}
    assert found(changed) == removed | {("records", 1000): ["last"]}


def test_replaced_container_leaves_none_of_its_rows(
    table: dict[str, Any], changed: Changes
) -> None:
    table["items"] = {"a": 1}
    table["records"].clear()
    table["records"].append("first")

    rows = found(changed)
    assert {key: value for key, value in rows.items() if value is not None} == {
        ("items", '"a"'): 1,
        ("records", 1000): "first",
    }
    assert len(rows) == 2002


def test_container_that_is_gone_leaves_no_row(table: dict[str, Any], changed: Changes) -> None:
    table.clear()

    assert len(found(changed)) == 2000
    assert set(changed.rows.values()) == {None}
    changed.forget()
    assert found(changed) == {}


def test_stored_rows_fill_empty_containers(table: dict[str, Any]) -> None:
    changed = Changes()
    key = json.dumps(["a", ["b", None]])
    changed.load([("items", key, 1), ("records", 7, "r"), ("records", 8, "s")])

    assert (table["items"], table["records"]) == ({("a", ("b", None)): 1}, ["r", "s"])
    assert isinstance(table["items"], Tracked)
    assert found(changed) == {}
    table["records"].append("t")
    assert found(changed) == {("records", 9): "t"}
