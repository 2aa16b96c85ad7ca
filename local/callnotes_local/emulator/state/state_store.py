"""The state on disk: one SQLite file in a folder that one process owns.

Everything is a row: an item, a log event, the small rest of a service, and large contents once,
by their hash. A save is one transaction: what a killed process leaves unfinished, SQLite rolls
back (https://www.sqlite.org/atomiccommit.html).
"""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import batched
from pathlib import Path
from typing import IO, Any

from callnotes_local.emulator.settings import VERSION, RefusedError
from callnotes_local.system import private_files
from callnotes_local.system.lock import try_lock
from callnotes_local.system.process import wait_until

FORMAT = json.dumps({"format": 3, "emulator": VERSION})
FORMAT_FILE, DATABASE = "format", "state.db"
PART, BLOB = "part", "blob"
BLOB_BYTES = 2048
ROWS_AT_ONCE = 1000
CREATE = """
CREATE TABLE IF NOT EXISTS rows
(place TEXT NOT NULL, key NOT NULL, value BLOB NOT NULL, digest BLOB NOT NULL, UNIQUE (place, key))
"""
# Rows keep their order: that of a list's positions.
WRITE = """
INSERT INTO rows VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET value = excluded.value, digest = excluded.digest WHERE digest != excluded.digest
"""
REMOVE = "DELETE FROM rows WHERE place = ? AND key = ?"
Row = tuple[str, Any, Any]
Encode = Callable[[Any], Any]
Decode = Callable[[dict[str, Any]], Any]
Adapt = Callable[[dict[str, bytes]], dict[str, bytes]]


class StateError(RefusedError):
    """The stored state is of another version, damaged, or not accessible."""


class InUseError(StateError):
    """Another process owns the folder."""


class UnsavedError(RuntimeError):
    """Nothing was written; the previous save is intact."""


class NotOwnerError(RuntimeError):
    """The folder was removed, and another process may have made a new one in its place."""


class StateStore:
    """The rows in a folder that this process owns."""

    def __init__(self, folder: Path, lock: IO[str]) -> None:
        self._folder = folder
        self._database = folder / DATABASE
        self._lock = lock

    def prepare(self) -> None:
        """Create the file, or raise StateError for one that is not of this version."""
        with self._refusing():
            if self._is_stored():
                return
            self._database.touch(private_files.FILE_MODE)
            with self._open() as database:
                database.execute(CREATE)
                if database.execute("SELECT 1 FROM rows").fetchone():
                    raise StateError(f"{self._folder} was written by an unknown version")
            self._lock.write(FORMAT)
            self._lock.flush()

    def examine(self) -> bool:
        """Read everything and change nothing; return False when nothing is stored yet."""
        with self._refusing():
            if not self._is_stored():
                return False
            with self._open() as database:
                _check_structure(database)
                for _ in _select(database, "TRUE"):
                    pass
            return True

    def read(self, decode: Decode, adapt: Adapt = dict) -> Iterator[Row]:
        """Return the parts, adapted before they are decoded, then all other rows in their order."""
        with self._refusing(), self._open() as database:
            _check_structure(database)
            blobs = {key: value for _, key, value in _select(database, f"place = '{BLOB}'")}
            unused = set(blobs)

            def replace(found: dict[str, Any]) -> Any:
                if "__blob__" not in found:
                    return decode(found)
                # One object however many refer to it: code is in S3 and in Lambda.
                unused.discard(found["__blob__"])
                return blobs[found["__blob__"]]

            parts = {key: value for _, key, value in _select(database, f"place = '{PART}'")}
            for name, value in adapt(parts).items():
                yield PART, name, _decode(value, replace)
            rows = _select(database, f"place NOT IN ('{BLOB}', '{PART}')")
            # Decoded together: names of attributes are in memory once for many rows.
            for some in batched(rows, ROWS_AT_ONCE, strict=False):
                values = _decode(b"[%s]" % b",".join(value for *_, value in some), replace)
                yield from (
                    (place, key, v) for (place, key, _), v in zip(some, values, strict=True)
                )
            database.executemany(REMOVE, [(BLOB, digest) for digest in unused])

    def write(self, rows: Iterable[Row], encode: Encode) -> None:
        """Store rows in one transaction, without those whose value is None.

        Raises UnsavedError, or NotOwnerError when the folder belongs to another process.
        """
        try:
            with self._open() as database, database:
                database.execute("BEGIN IMMEDIATE")
                _write(database, rows, encode)
        except (OSError, sqlite3.Error) as error:
            free = shutil.disk_usage(self._folder).free // 2**20
            raise UnsavedError(f"{error}; {free} MiB free in {self._folder}") from error

    def _is_stored(self) -> bool:
        self._lock.seek(0)
        text = self._lock.read()
        if not text:
            return False
        if text != FORMAT:
            raise StateError(f"{self._folder} was written by {text}, this is {FORMAT}")
        if not self._database.exists():
            raise StateError(f"{self._database} is missing")
        return True

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            found = (self._folder / FORMAT_FILE).stat()
        except FileNotFoundError as error:
            raise NotOwnerError(f"{self._folder} is gone") from error
        if not os.path.samestat(found, os.fstat(self._lock.fileno())):
            raise NotOwnerError(f"another process has made {self._folder} anew")
        address = f"{self._database.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as database:
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA cache_size = -65536")
            yield database

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except PermissionError as error:
            raise StateError(_inaccessible(self._folder, error)) from error
        except (OSError, LookupError, ValueError, sqlite3.Error, NotOwnerError) as error:
            raise StateError(f"the state in {self._folder} is damaged ({error})") from error


@contextmanager
def own_state(folder: Path, timeout: float = 0) -> Iterator[StateStore]:
    """Own a state folder; raise InUseError when another process does for `timeout` seconds.

    A forked copy shares the lock, so the next owner waits for a copy whose original was killed.
    """
    try:
        private_files.make_folder(folder)
        (folder / FORMAT_FILE).touch(private_files.FILE_MODE)
        lock = (folder / FORMAT_FILE).open("r+")
    except OSError as error:
        raise StateError(_inaccessible(folder, error)) from error
    with lock:
        if not wait_until(lambda: try_lock(lock), timeout):
            raise InUseError(f"another emulator owns {folder}: stop it first")
        yield StateStore(folder, lock)


def _decode(value: bytes, hook: Decode) -> Any:
    # Most rows need no hook, which is slow.
    return json.loads(value, object_hook=hook if b'"__' in value else None)


def _check_structure(database: sqlite3.Connection) -> None:
    (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise ValueError(found)


def _select(database: sqlite3.Connection, where: str) -> Iterator[Row]:
    rows = f"SELECT place, key, value, digest FROM rows WHERE {where} ORDER BY rowid"  # noqa: S608 - our own text
    for place, key, value, digest in database.execute(rows):
        if hashlib.sha256(value).digest() != digest:
            raise ValueError(f"{place} {key} is not what was written")
        yield place, key, value


def _write(database: sqlite3.Connection, rows: Iterable[Row], encode: Encode) -> None:
    def default(value: Any) -> Any:
        if not isinstance(value, bytes) or len(value) < BLOB_BYTES:
            return encode(value)
        digest = hashlib.sha256(value)
        database.execute(WRITE, (BLOB, digest.hexdigest(), value, digest.digest()))
        return {"__blob__": digest.hexdigest()}

    encoder = json.JSONEncoder(default=default)
    for place, key, value in rows:
        if value is None:
            database.execute(REMOVE, (place, key))
        else:
            text = encoder.encode(value).encode()
            database.execute(WRITE, (place, key, text, hashlib.sha256(text).digest()))


def _inaccessible(folder: Path, error: OSError) -> str:
    return f"{folder} cannot be read and written ({error})"
