"""The file on disk: whole or not at all, one owner, and never begun anew in silence."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from callnotes_local.emulator.state.growing import Change
from callnotes_local.emulator.state.state_store import (
    BLOB_BYTES,
    NotOwnerError,
    StateError,
    StateStore,
    hold_folder,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGE = b"z" * BLOB_BYTES
NOBODY = 65534


def encode(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"__bytes__": value.decode()}
    raise TypeError(value)


def decode(found: dict[str, Any]) -> Any:
    return found["__bytes__"].encode() if "__bytes__" in found else found


def make_store(folder: Path, version: str = "1") -> StateStore:
    folder.mkdir(exist_ok=True)
    store = StateStore(folder, version)
    store.prepare()
    return store


def save(store: StateStore, *changes: Change, **parts: Any) -> None:
    makers = {name: lambda value=value: value for name, value in parts.items()}
    store.write(changes, [], makers, encode)


def listed(content: list[Any], start: int = 0, first: int = 0) -> Change:
    return Change("list", content, range(start, first + len(content)), first=first)


def keyed(content: dict[str, Any], *keys: str) -> Change:
    return Change("dict", content, keys)


def load(folder: Path) -> tuple[dict[str, Any], dict[tuple[str, Any], Any]]:
    parts, rows = make_store(folder).read(decode)
    return parts, {(place, key): value for place, key, value in rows}


def query(folder: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "state.db")) as database, database:
        return database.execute(statement).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_new_store_is_empty(folder: Path) -> None:
    make_store(folder)
    assert load(folder) == ({}, {})


def test_parts_and_rows_come_back_as_they_were(folder: Path) -> None:
    store = make_store(folder)
    save(store, listed(["a", b"s"]), keyed({"k": LARGE}, "k"), queue=["old"], code=LARGE)
    save(store, queue=["new"], code=LARGE)

    parts, rows = load(folder)
    assert parts == {"queue": ["new"], "code": LARGE}
    assert rows == {("list", 0): "a", ("list", 1): b"s", ("dict", '"k"'): LARGE}


def test_changed_keys_are_written_and_missing_ones_removed(folder: Path) -> None:
    store = make_store(folder)
    save(store, keyed({"a": 1, "b": 1, "c": 1}, "a", "b", "c"))
    save(store, keyed({"a": 2, "c": 2}, "a", "b"))

    assert load(folder)[1] == {("dict", '"a"'): 2, ("dict", '"c"'): 1}


def test_list_loses_its_front_and_takes_late_elements_in(folder: Path) -> None:
    store = make_store(folder)
    save(store, listed([0, 1, 2, 3]))
    save(store, listed([1, 2, 9, 3], start=3, first=1))

    assert load(folder)[1] == {("list", n + 1): v for n, v in enumerate([1, 2, 9, 3])}


def test_container_that_is_gone_or_another_leaves_no_row(folder: Path) -> None:
    store = make_store(folder)
    save(store, listed([1, 2]), keyed({"a": 1}, "a"))
    store.write([Change("list", [7], range(1), whole=True)], ["dict"], {}, encode)

    assert load(folder)[1] == {("list", 0): 7}


def test_failed_write_leaves_the_save_before_it(folder: Path) -> None:
    store = make_store(folder)
    save(store, listed([1]), queue=["old"])
    with pytest.raises(TypeError):
        save(store, listed([1, 2], start=1), queue=["new"], code=object())

    assert load(folder) == ({"queue": ["old"]}, {("list", 0): 1})


def test_large_content_stands_once_and_goes_at_the_next_start(folder: Path) -> None:
    save(make_store(folder), keyed({"k": LARGE}, "k"), code=LARGE)
    assert query(folder, "SELECT count(*) FROM blobs") == [(1,)]

    load(folder)
    assert query(folder, "SELECT count(*) FROM blobs") == [(1,)]
    save(make_store(folder), keyed({}, "k"), code=b"")
    load(folder)
    assert query(folder, "SELECT count(*) FROM blobs") == [(0,)]


def test_other_version_is_refused_and_left_alone(folder: Path) -> None:
    save(make_store(folder, "1"), queue=["old"])

    with pytest.raises(StateError, match=r"'emulator': '1'.*'emulator': '2'"):
        make_store(folder, "2")
    assert load(folder)[0] == {"queue": ["old"]}


def test_format_of_generations_is_refused_and_left_alone(folder: Path) -> None:
    (folder / "generations" / "7").mkdir(parents=True)
    (folder / "format").write_text(json.dumps({"format": 1, "emulator": "1"}))

    with pytest.raises(StateError, match="'format': 1"):
        make_store(folder)
    assert {path.name for path in folder.iterdir()} == {"generations", "format"}


def test_folder_of_somebody_else_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "photo.jpg").touch()

    with pytest.raises(StateError, match="an unknown version"):
        make_store(folder)


def test_beginning_that_was_interrupted_is_begun_again(folder: Path) -> None:
    folder.mkdir()
    (folder / "format").touch()
    (folder / "state.partial").write_bytes(b"half a file")

    assert load(folder) == ({}, {})


def cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:-4096])


def overwrite(database: Path) -> None:
    database.write_bytes(b"no database at all" * 1000)


def change_a_row(database: Path) -> None:
    content = database.read_bytes()
    assert content.count(b"kept as written") == 1
    database.write_bytes(content.replace(b"kept as written", b"kept as Written"))


def lose_a_blob(database: Path) -> None:
    query(database.parent, "DELETE FROM blobs")


@pytest.mark.parametrize("damage", [cut, overwrite, change_a_row, lose_a_blob, os.unlink])
def test_damaged_state_is_refused_and_left_alone(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    save(make_store(folder), listed(["kept as written"] + ["x" * 3000] * 30), code=LARGE)
    damage(folder / "state.db")
    files = {path.name for path in folder.iterdir()}

    with pytest.raises(StateError, match=r"damaged|is missing"):
        load(folder)
    if damage is not lose_a_blob:
        with pytest.raises(StateError, match=r"damaged|is missing"):
            StateStore(folder, "1").examine()
    assert {path.name for path in folder.iterdir()} == files


def test_examination_of_what_is_well_changes_nothing(folder: Path) -> None:
    save(make_store(folder), listed([1]), queue=[])
    before = (folder / "state.db").read_bytes()

    assert StateStore(folder, "1").examine()
    assert (folder / "state.db").read_bytes() == before


def test_writer_whose_folder_is_gone_or_another_writes_nothing(folder: Path) -> None:
    first = make_store(folder)
    make_store(folder)
    with pytest.raises(NotOwnerError, match="another process"):
        save(first, queue=["mine"])
    assert load(folder)[0] == {}

    (folder / "state.db").unlink()
    with pytest.raises(NotOwnerError, match="is gone"):
        save(first, queue=["mine"])
    assert not (folder / "state.db").exists()


def test_folder_is_private_and_has_one_owner(folder: Path) -> None:
    with hold_folder(folder, lambda is_free: is_free()):
        make_store(folder)
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in [folder, *folder.iterdir()]}
        assert modes == {"state": 0o700, "format": 0o600, "state.db": 0o600}
        with (
            pytest.raises(StateError, match="another emulator owns"),
            hold_folder(folder, lambda is_free: is_free()),
        ):
            pass


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another user")
def test_folder_of_another_user_is_refused_by_name(folder: Path) -> None:
    make_store(folder)
    os.chown(folder, NOBODY, NOBODY)
    folder.chmod(0o700)
    os.seteuid(1)
    try:
        with pytest.raises(StateError, match="cannot be read and written"):
            StateStore(folder, "1").examine()
    finally:
        os.seteuid(0)
