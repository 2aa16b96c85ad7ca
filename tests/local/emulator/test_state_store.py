"""Generations on disk: whole or not at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from callnotes_local.emulator.state_store import BLOB_BYTES, StateError, StateStore

if TYPE_CHECKING:
    from pathlib import Path

LARGE = b"z" * BLOB_BYTES


def encode(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"short": value.decode()}
    raise TypeError(value)


def decode(found: dict[str, Any]) -> Any:
    return found["short"].encode() if "short" in found else found


def make_store(folder: Path, version: str = "1") -> StateStore:
    store = StateStore(folder, version)
    store.prepare()
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_new_store_is_empty(folder: Path) -> None:
    assert make_store(folder).read(decode) == {}


def test_last_generation_is_read_whole(folder: Path) -> None:
    store = make_store(folder)
    store.write({"queue": lambda: ["old"]}, encode)
    store.write({"queue": lambda: ["new"], "objects": lambda: {"a": LARGE, "b": b"s"}}, encode)

    found = make_store(folder).read(decode)
    assert found == {"queue": ["new"], "objects": {"a": LARGE, "b": b"s"}}


def test_failed_write_leaves_the_generation_before_it(folder: Path) -> None:
    store = make_store(folder)
    store.write({"queue": lambda: ["old"]}, encode)
    with pytest.raises(TypeError):
        store.write({"queue": lambda: ["new"], "objects": object}, encode)

    assert make_store(folder).read(decode) == {"queue": ["old"]}


def test_only_what_the_last_generation_uses_stays(folder: Path) -> None:
    store = make_store(folder)
    store.write({"objects": lambda: LARGE}, encode)
    store.write({"objects": lambda: LARGE + b"2"}, encode)

    assert len(list((folder / "blobs").iterdir())) == 1
    assert [path.name for path in (folder / "generations").iterdir()] == ["2"]


def test_large_content_is_written_once(folder: Path) -> None:
    store = make_store(folder)
    store.write({"objects": lambda: LARGE}, encode)
    (blob,) = (folder / "blobs").iterdir()
    before = blob.stat().st_mtime_ns
    store.write({"objects": lambda: [LARGE, LARGE]}, encode)

    assert blob.stat().st_mtime_ns == before


def test_other_version_is_refused_with_the_remedy(folder: Path) -> None:
    make_store(folder, "1").write({"queue": list}, encode)

    with pytest.raises(StateError, match="remove that folder to start anew, or go back"):
        make_store(folder, "2")


def test_folder_of_somebody_else_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "photo.jpg").touch()

    with pytest.raises(StateError, match="an unknown version"):
        make_store(folder)


@pytest.mark.parametrize("damage", ["change", "remove"])
@pytest.mark.parametrize("part", ["queue", "manifest", "blob"])
def test_damaged_state_is_refused(folder: Path, part: str, damage: str) -> None:
    store = make_store(folder)
    store.write({"queue": lambda: [LARGE]}, encode)
    (blob,) = (folder / "blobs").iterdir()
    target = blob if part == "blob" else folder / "generations" / "1" / part
    if damage == "change":
        target.write_bytes(target.read_bytes()[:-1])
    else:
        target.unlink()

    with pytest.raises(StateError, match="damaged"):
        make_store(folder).read(decode)


def test_format_is_readable_by_people(folder: Path) -> None:
    make_store(folder, "1.2.3")

    assert json.loads((folder / "format").read_text()) == {"format": 1, "emulator": "1.2.3"}
