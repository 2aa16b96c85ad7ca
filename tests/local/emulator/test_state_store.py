"""The file on disk: whole or not at all, one owner, and never begun anew in silence."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from callnotes_local.emulator.state.state_store import (
    BLOB_BYTES,
    FORMAT,
    PART,
    InUseError,
    NotOwnerError,
    Row,
    StateError,
    own_state,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGE = b"z" * BLOB_BYTES
NOBODY = 65534
COUNT_BLOBS = "SELECT count(*) FROM rows WHERE place = 'blob'"


def encode(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"__bytes__": value.decode()}
    raise TypeError(value)


def decode(found: dict[str, Any]) -> Any:
    return found["__bytes__"].encode() if "__bytes__" in found else found


def save(folder: Path, *rows: Row) -> None:
    with own_state(folder) as store:
        store.prepare()
        store.write(rows, encode)


def load(folder: Path) -> tuple[dict[str, Any], list[Row]]:
    with own_state(folder) as store:
        store.prepare()
        rows = list(store.read(decode))
    parts = {key: value for place, key, value in rows if place == PART}
    return parts, rows[len(parts) :]


def examine(folder: Path) -> bool:
    with own_state(folder) as store:
        return store.examine()


def query(folder: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "state.db")) as database, database:
        return database.execute(statement).fetchall()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_new_store_is_empty(folder: Path) -> None:
    assert not examine(folder)
    save(folder)
    assert load(folder) == ({}, [])


def test_parts_and_rows_come_back_as_they_were(folder: Path) -> None:
    save(folder, ("list", 0, "a"), ("list", 1, b"s"), (PART, "queue", ["old"]))
    save(folder, ("dict", '"k"', LARGE), (PART, "code", LARGE), (PART, "queue", ["new"]))

    parts, rows = load(folder)
    assert parts == {"queue": ["new"], "code": LARGE}
    assert rows == [("list", 0, "a"), ("list", 1, b"s"), ("dict", '"k"', LARGE)]


def test_rows_are_replaced_in_their_order_or_removed(folder: Path) -> None:
    save(folder, *(("list", position, position) for position in range(4)))
    save(folder, ("list", 0, None), ("list", 2, "late"), ("list", 3, 2), ("list", 4, 3))

    assert load(folder)[1] == [("list", 1, 1), ("list", 2, "late"), ("list", 3, 2), ("list", 4, 3)]


def test_parts_are_adapted_before_they_are_decoded(folder: Path) -> None:
    def adapt(parts: dict[str, bytes]) -> dict[str, bytes]:
        return {name: part.replace(b"old", b"new") for name, part in parts.items()}

    save(folder, ("list", 0, "old"), (PART, "queue", ["old"]))
    with own_state(folder) as store:
        rows = list(store.read(decode, adapt))
    assert rows == [(PART, "queue", ["new"]), ("list", 0, "old")]


def test_failed_write_leaves_the_save_before_it(folder: Path) -> None:
    save(folder, ("list", 0, 1), (PART, "queue", ["old"]))
    with pytest.raises(TypeError):
        save(folder, ("list", 1, 2), (PART, "queue", ["new"]), (PART, "code", object()))

    assert load(folder) == ({"queue": ["old"]}, [("list", 0, 1)])


def test_large_content_is_stored_once_and_removed_at_the_next_start(folder: Path) -> None:
    save(folder, ("dict", '"k"', LARGE), (PART, "code", LARGE))
    load(folder)
    assert query(folder, COUNT_BLOBS) == [(1,)]

    save(folder, ("dict", '"k"', None), (PART, "code", b""))
    load(folder)
    assert query(folder, COUNT_BLOBS) == [(0,)]


@pytest.mark.parametrize("written", [FORMAT.replace("emulator", "older emulator"), "no json"])
def test_other_version_is_refused_and_left_alone(folder: Path, written: str) -> None:
    save(folder, (PART, "queue", ["old"]))
    (folder / "format").write_text(written)

    with pytest.raises(StateError, match=r"written by .*(older|no json).*this is"):
        load(folder)
    (folder / "format").write_text(FORMAT)
    assert load(folder)[0] == {"queue": ["old"]}


def test_state_whose_version_is_lost_is_refused(folder: Path) -> None:
    save(folder, (PART, "queue", ["old"]))
    (folder / "format").write_text("")

    with pytest.raises(StateError, match="an unknown version"):
        load(folder)


def test_interrupted_creation_is_repeated(folder: Path) -> None:
    save(folder)
    (folder / "format").write_text("")

    assert load(folder) == ({}, [])
    assert (folder / "format").read_text() == FORMAT


def cut(database: Path) -> None:
    database.write_bytes(database.read_bytes()[:-4096])


def overwrite(database: Path) -> None:
    database.write_bytes(b"no database at all" * 1000)


def change_a_row(database: Path) -> None:
    content = database.read_bytes()
    assert content.count(b"kept as written") == 1
    database.write_bytes(content.replace(b"kept as written", b"kept as Written"))


def lose_a_blob(database: Path) -> None:
    query(database.parent, "DELETE FROM rows WHERE place = 'blob'")


@pytest.mark.parametrize("damage", [cut, overwrite, change_a_row, lose_a_blob, os.unlink])
def test_damaged_state_is_refused_and_left_alone(
    folder: Path, damage: Callable[[Path], None]
) -> None:
    rows = [("list", number, "x" * 3000) for number in range(1, 30)]
    save(folder, ("list", 0, "kept as written"), *rows, (PART, "code", LARGE))
    damage(folder / "state.db")
    files = {path.name for path in folder.iterdir()}

    with pytest.raises(StateError, match=r"damaged|is missing"):
        load(folder)
    if damage is not lose_a_blob:
        with pytest.raises(StateError, match=r"damaged|is missing"):
            examine(folder)
    assert {path.name for path in folder.iterdir()} == files


def test_examination_of_what_is_well_changes_nothing(folder: Path) -> None:
    save(folder, ("list", 0, 1), (PART, "queue", []))
    before = (folder / "state.db").read_bytes()

    assert examine(folder)
    assert (folder / "state.db").read_bytes() == before


def test_owner_whose_folder_is_gone_or_another_writes_nothing(folder: Path) -> None:
    with own_state(folder) as store:
        store.prepare()
        shutil.rmtree(folder)
        with pytest.raises(NotOwnerError, match="is gone"):
            store.write([(PART, "queue", ["mine"])], encode)
        assert not folder.exists()

        save(folder, (PART, "queue", ["another's"]))
        with pytest.raises(NotOwnerError, match="another process"):
            store.write([(PART, "queue", ["mine"])], encode)
    assert load(folder)[0] == {"queue": ["another's"]}


def test_folder_is_private_and_has_one_owner(folder: Path) -> None:
    with own_state(folder) as store:
        store.prepare()
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in [folder, *folder.iterdir()]}
        assert modes == {"state": 0o700, "format": 0o600, "state.db": 0o600}
        with pytest.raises(InUseError, match="another emulator owns"), own_state(folder):
            pass


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to another user")
def test_folder_of_another_user_is_refused_by_name(folder: Path) -> None:
    save(folder)
    os.chown(folder, NOBODY, NOBODY)
    folder.chmod(0o700)
    os.seteuid(1)
    try:
        with pytest.raises(StateError, match="cannot be read and written"):
            examine(folder)
    finally:
        os.seteuid(0)
