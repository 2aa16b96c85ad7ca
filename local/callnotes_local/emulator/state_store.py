"""State on disk: complete generations, one of them current; large contents once, by their hash.

A generation becomes current by one rename, after all its files are on disk. What a killed
process leaves unfinished is never looked at.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from callnotes_local.emulator.refusal import RefusedError

FORMAT_VERSION = 1
MANIFEST = "manifest"
BLOB_BYTES = 2048
Encode = Callable[[Any], Any]
Decode = Callable[[dict[str, Any]], Any]
Adapt = Callable[[bytes], bytes]


class StateError(RefusedError):
    """The stored state is of another version, or damaged."""


def _keep(part: bytes) -> bytes:
    return part


class StateStore:
    """One folder of generations."""

    def __init__(self, folder: Path, emulator_version: str) -> None:
        self._folder = folder
        self._format = {"format": FORMAT_VERSION, "emulator": emulator_version}
        self._generations = folder / "generations"
        self._blobs = folder / "blobs"

    def prepare(self) -> None:
        """Make the folder, or refuse one that another version wrote."""
        mark = self._folder / "format"
        if mark.exists() and _read_json(mark) == self._format:
            return
        if self._folder.exists() and any(self._folder.iterdir()):
            found = _read_json(mark) if mark.exists() else "an unknown version"
            raise StateError(
                f"the state in {self._folder} was written by {found}, this is {self._format}: "
                "remove that folder to start anew, or go back to that version"
            )
        self._generations.mkdir(parents=True)
        self._blobs.mkdir()
        _write(mark, json.dumps(self._format).encode())

    def read(self, decode: Decode, adapt: Adapt = _keep) -> dict[str, Any]:
        """Return the current generation, checked whole; empty when there is none yet."""
        current = self._current()
        if current is None:
            return {}
        blobs: dict[str, bytes] = {}

        def hook(found: dict[str, Any]) -> Any:
            return self._blob(found["__blob__"], blobs) if "__blob__" in found else decode(found)

        try:
            manifest = json.loads((current / MANIFEST).read_bytes())
            return {
                name: json.loads(adapt(_checked(current / name, digest)), object_hook=hook)
                for name, digest in manifest.items()
            }
        except (OSError, ValueError) as error:
            raise StateError(
                f"the state in {self._folder} is damaged ({error}): remove it to start anew"
            ) from error

    def read_part(self, name: str) -> Any:
        """Return one part of the current generation as it was written, or None."""
        path = (self._current() or self._folder) / name
        return _read_json(path) if path.exists() else None

    def write(self, parts: Mapping[str, Callable[[], Any]], encode: Encode) -> int:
        """Store a new generation and make it current; return its number."""
        before = self._current()
        number = int(before.name) + 1 if before else 1
        partial = self._generations / f"{number}.partial"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir()
        used: set[str] = set()
        manifest = {}
        for name, make in parts.items():
            content = json.dumps(make(), default=self._encoder(encode, used)).encode()
            manifest[name] = _write(partial / name, content)
        _write(partial / MANIFEST, json.dumps(manifest).encode())
        self._commit(partial, number)
        self._forget(number, used)
        return number

    def _commit(self, partial: Path, number: int) -> None:
        final = self._generations / str(number)
        shutil.rmtree(final, ignore_errors=True)
        partial.rename(final)
        for folder in (final, self._generations, self._blobs):
            _sync(folder)
        pointer = self._folder / "current.partial"
        _write(pointer, str(number).encode())
        pointer.rename(self._folder / "current")
        _sync(self._folder)

    def _current(self) -> Path | None:
        pointer = self._folder / "current"
        return self._generations / pointer.read_text() if pointer.exists() else None

    def _forget(self, number: int, used: set[str]) -> None:
        for generation in self._generations.iterdir():
            if generation.name != str(number):
                shutil.rmtree(generation, ignore_errors=True)
        for blob in self._blobs.iterdir():
            if blob.name not in used:
                blob.unlink()

    def _encoder(self, encode: Encode, used: set[str]) -> Encode:
        def default(value: Any) -> Any:
            if isinstance(value, bytes) and len(value) >= BLOB_BYTES:
                name = hashlib.sha256(value).hexdigest()
                used.add(name)
                self._keep_blob(name, value)
                return {"__blob__": name}
            return encode(value)

        return default

    def _keep_blob(self, name: str, content: bytes) -> None:
        target = self._blobs / name
        if not target.exists():
            partial = target.with_suffix(".partial")
            _write(partial, content)
            partial.rename(target)

    def _blob(self, name: str, known: dict[str, bytes]) -> bytes:
        if name not in known:
            known[name] = _checked(self._blobs / name, name)
        return known[name]


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except ValueError:
        return None


def _checked(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError(f"{path.name} is not what was written")
    return content


def _write(path: Path, content: bytes) -> str:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
