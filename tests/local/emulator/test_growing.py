"""What has changed is found without looking at what has not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from callnotes_local.emulator.state import growing
from callnotes_local.emulator.state.growing import Ledger, Place
from callnotes_local.emulator.state.tracked import Tracked, only_reading

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A service with a dictionary and a list that grow."""
    made: dict[str, Any] = {"items": {}, "records": [], "trimmed": 0}

    def places() -> Iterator[Place]:
        if "items" in made:
            yield Place("items", made, "items")
        yield Place("records", made, "records", made["trimmed"])

    monkeypatch.setattr(growing, "places", places)
    return made


@pytest.fixture
def ledger(table: dict[str, Any]) -> Ledger:
    """All of a large table is on disk."""
    table["items"].update({f"k{n}": {"v": n} for n in range(1000)})
    table["records"].extend([n] for n in range(1000))
    made = Ledger()
    assert len(rows(made)) == 2000
    made.keep()
    assert rows(made) == {}
    return made


def rows(ledger: Ledger) -> dict[tuple[str, Any], Any]:
    ledger.begin()
    return {(name, key): value for change in ledger.changes for name, key, value in change.rows()}


def test_only_what_was_written_is_a_row(table: dict[str, Any], ledger: Ledger) -> None:
    table["items"].setdefault("new", {})["v"] = 1
    table["items"]["k1"]["v"] = "in place"
    del table["items"]["k2"]
    table["items"].pop("k3")
    table["records"].append("last")

    assert rows(ledger) == {
        ("items", '"new"'): {"v": 1},
        ("items", '"k1"'): {"v": "in place"},
        ("items", '"k2"'): None,
        ("items", '"k3"'): None,
        ("records", 1000): "last",
    }


def test_reads_are_no_change(table: dict[str, Any], ledger: Ledger) -> None:
    with only_reading(holds=True):
        assert all(table["items"][key] for key in list(table["items"]))
    assert dict(table["items"].items())

    assert rows(ledger) == {}


def test_what_failed_is_found_again(table: dict[str, Any], ledger: Ledger) -> None:
    table["items"]["k1"] = 1
    table["records"].append("last")
    found = rows(ledger)

    assert rows(ledger) == found != {}
    ledger.keep()
    assert rows(ledger) == {}


def test_late_element_rewrites_the_end_only(table: dict[str, Any], ledger: Ledger) -> None:
    before = table["records"]
    before.append("not saved yet")
    table["records"] = [*before[:998], "late", *before[998:]]

    assert [key for _, key in rows(ledger)] == [998, 999, 1000, 1001]


def test_front_that_aged_out_is_not_written_again(table: dict[str, Any], ledger: Ledger) -> None:
    del table["records"][:10]
    table["trimmed"] = 10
    table["records"].append("last")

    assert rows(ledger) == {("records", 1000): "last"}
    assert [change.first for change in ledger.changes] == [10]


def test_replaced_or_shortened_container_is_written_whole(
    table: dict[str, Any], ledger: Ledger
) -> None:
    table["items"] = {"a": 1}
    table["records"].clear()
    table["records"].append("first")

    assert rows(ledger) == {("items", '"a"'): 1, ("records", 0): "first"}
    assert [change.whole for change in ledger.changes] == [True, True]


def test_container_that_is_gone_is_named(table: dict[str, Any], ledger: Ledger) -> None:
    del table["items"]
    assert rows(ledger) == {}
    assert ledger.gone == {"items"}


def test_stored_rows_fill_empty_containers(table: dict[str, Any]) -> None:
    ledger = Ledger()
    ledger.fill([("items", json.dumps(["a", ["b", None]]), 1), ("records", 0, "r")])

    assert (table["items"], table["records"]) == ({("a", ("b", None)): 1}, ["r"])
    assert isinstance(table["items"], Tracked)
    assert rows(ledger) == {}
