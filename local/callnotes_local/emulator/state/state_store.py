"""State on disk: one SQLite file in a folder that one process owns.

What grows is kept in rows, and a save writes the changed ones; the rest are parts, written when
they differ; large contents stand once, by their hash. A save is one transaction: what a killed
process leaves unfinished, SQLite takes back (https://www.sqlite.org/atomiccommit.html).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callnotes_local.emulator.refusal import RefusedError

if TYPE_CHECKING:
    from callnotes_local.emulator.state.growing import Change

FORMAT_VERSION = 2
DATABASE, FORMAT = "state.db", "format"
UNFINISHED = ("state.partial", "state.partial-journal")
BLOB_BYTES = 2048
ROWS_AT_ONCE = 1000
SCHEMA = """
CREATE TABLE owner (token TEXT NOT NULL);
CREATE TABLE parts (name TEXT PRIMARY KEY, value BLOB NOT NULL, digest BLOB NOT NULL);
CREATE TABLE rows (place TEXT NOT NULL, key NOT NULL, value BLOB NOT NULL, digest INTEGER NOT NULL,
                   UNIQUE (place, key));
CREATE TABLE blobs (digest TEXT PRIMARY KEY, content BLOB NOT NULL);
"""
Encode = Callable[[Any], Any]
Decode = Callable[[dict[str, Any]], Any]
Adapt = Callable[[bytes], bytes]
Row = tuple[str, Any, Any]


class StateError(RefusedError):
    """The stored state is of another version, damaged, or out of reach."""


class InUseError(StateError):
    """Another process owns the folder."""


class UnsavedError(RuntimeError):
    """Nothing was written; what was saved before is still there."""


class NotOwnerError(RuntimeError):
    """The folder is gone, or another process has begun a new one in its place."""


@contextmanager
def hold_folder(folder: Path, wait: Callable[[Callable[[], bool]], bool]) -> Iterator[None]:
    """Own a state folder; refused when `wait` for another owner's end was in vain.

    The lock is in the folder: who removes one takes the other too. A forked copy shares it, so
    that the next owner waits for a copy whose original was killed.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        mark = os.fdopen(os.open(folder / FORMAT, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StateError(_inaccessible(folder, error)) from error
    with mark:
        if not wait(lambda: _try_lock(mark.fileno())):
            raise InUseError(f"another emulator owns {folder}: stop it first")
        yield


class StateStore:
    """The file in one folder; whoever reads it has to own the folder."""

    def __init__(self, folder: Path, emulator_version: str) -> None:
        self._folder = folder
        self._database = folder / DATABASE
        self._format = {"format": FORMAT_VERSION, "emulator": emulator_version}
        self._token = secrets.token_hex(16)
        self._blobs: dict[str, bytes] = {}

    def prepare(self) -> None:
        """Make the file, or refuse one that is not ours, and become the one that writes it."""
        with self._refusing():
            self._examine_format()
            if not self._database.exists():
                self._create()
            with self._open() as database, database:
                database.execute("BEGIN IMMEDIATE")
                database.execute("DELETE FROM owner")
                database.execute("INSERT INTO owner VALUES (?)", (self._token,))

    def examine(self) -> bool:
        """Read everything and change nothing; False when nothing is stored yet."""
        with self._refusing():
            self._examine_format()
            if not self._database.exists():
                return False
            with self._open() as database:
                self._examine_structure(database)
                for table, value in (("parts", "value"), ("rows", "value"), ("blobs", "content")):
                    rows = database.execute(f"SELECT {value}, digest FROM {table}")  # noqa: S608
                    for content, digest in rows:
                        _check(table, content, digest)
            return True

    def read(self, decode: Decode, adapt: Adapt = bytes) -> tuple[dict[str, Any], Iterator[Row]]:
        """Return the parts, and the rows one by one; each is checked."""
        with self._refusing(), self._open() as database:
            self._examine_structure(database)
            load = self._loader(database, decode)
            found = database.execute("SELECT name, value, digest FROM parts")
            parts = {
                name: load(adapt(_check(name, value, digest))) for name, value, digest in found
            }
        return parts, self._read_rows(decode)

    def read_part(self, name: str) -> Any:
        """Return one part as it was written, or None."""
        with self._refusing(), self._open() as database:
            row = database.execute("SELECT value FROM parts WHERE name = ?", (name,)).fetchone()
            return json.loads(row[0]) if row else None

    def write(
        self,
        changes: Iterable[Change],
        gone: Iterable[str],
        parts: Mapping[str, Callable[[], Any]],
        encode: Encode,
    ) -> None:
        """Store what has changed, in one transaction, or raise UnsavedError."""
        try:
            self._write(changes, gone, parts, encode)
        except (OSError, sqlite3.Error) as error:
            free = shutil.disk_usage(self._folder).free // 2**20
            raise UnsavedError(f"{error}; {free} MiB free in {self._folder}") from error

    def _write(
        self,
        changes: Iterable[Change],
        gone: Iterable[str],
        parts: Mapping[str, Callable[[], Any]],
        encode: Encode,
    ) -> None:
        with self._open() as database, database:
            database.execute("BEGIN IMMEDIATE")
            if database.execute("SELECT token FROM owner").fetchone() != (self._token,):
                raise NotOwnerError(f"another process has begun a new state in {self._folder}")
            dump = self._dumper(database, encode)
            for name in gone:
                database.execute("DELETE FROM rows WHERE place = ?", (name,))
            for change in changes:
                _write_rows(database, change, dump)
            _write_parts(database, parts, dump)

    def _create(self) -> None:
        for name in UNFINISHED:
            (self._folder / name).unlink(missing_ok=True)
        partial = self._folder / UNFINISHED[0]
        partial.touch(mode=0o600)
        with closing(sqlite3.connect(partial)) as database:
            database.executescript(f"BEGIN; {SCHEMA} COMMIT;")
        partial.rename(self._database)
        (self._folder / FORMAT).write_text(json.dumps(self._format))

    def _examine_format(self) -> None:
        mark = self._folder / FORMAT
        text = mark.read_text() if mark.exists() else ""
        names = {path.name for path in self._folder.iterdir()}
        if not text and names <= {FORMAT, *UNFINISHED}:
            return
        found = _parse(text)
        if found != self._format:
            said = found or "an unknown version"
            raise StateError(f"{self._folder} was written by {said}, this is {self._format}")
        if not self._database.exists():
            raise StateError(f"{self._database} is missing")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if not self._database.exists():
            raise NotOwnerError(f"{self._database} is gone")
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
        except (OSError, ValueError, sqlite3.Error, NotOwnerError) as error:
            raise StateError(f"the state in {self._folder} is damaged ({error})") from error

    def _examine_structure(self, database: sqlite3.Connection) -> None:
        (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise ValueError(found)

    def _read_rows(self, decode: Decode) -> Iterator[Row]:
        with self._refusing(), self._open() as database:
            load = self._loader(database, decode)
            # In the order of writing, which is that of a list's positions.
            found = database.execute("SELECT place, key, value, digest FROM rows ORDER BY rowid")
            # Decoded together: names of attributes are in memory once for many rows.
            while some := found.fetchmany(ROWS_AT_ONCE):
                values = [_check(place, value, digest) for place, _, value, digest in some]
                decoded = load(b"[%s]" % b",".join(values))
                for (place, key, _, _), value in zip(some, decoded, strict=True):
                    yield place, key, value
            self._forget_unused_blobs(database)

    def _loader(self, database: sqlite3.Connection, decode: Decode) -> Callable[[bytes], Any]:
        def hook(found: dict[str, Any]) -> Any:
            if "__blob__" not in found:
                return decode(found)
            return self._read_blob(database, found["__blob__"])

        plain, hooked = json.JSONDecoder(), json.JSONDecoder(object_hook=hook)

        def load(value: bytes) -> Any:
            return (hooked if b'"__' in value else plain).decode(value.decode())

        return load

    def _read_blob(self, database: sqlite3.Connection, digest: str) -> bytes:
        # One object however many refer to it: code stands in S3 and in Lambda.
        if digest not in self._blobs:
            row = database.execute("SELECT content FROM blobs WHERE digest = ?", (digest,))
            self._blobs[digest] = _check("a blob", (row.fetchone() or (b"",))[0], digest)
        return self._blobs[digest]

    def _forget_unused_blobs(self, database: sqlite3.Connection) -> None:
        stored = {digest for (digest,) in database.execute("SELECT digest FROM blobs")}
        unused = [(digest,) for digest in stored - self._blobs.keys()]
        database.executemany("DELETE FROM blobs WHERE digest = ?", unused)
        self._blobs = {}

    def _dumper(self, database: sqlite3.Connection, encode: Encode) -> Callable[[Any], bytes]:
        def default(value: Any) -> Any:
            if not isinstance(value, bytes) or len(value) < BLOB_BYTES:
                return encode(value)
            digest = hashlib.sha256(value).hexdigest()
            database.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (digest, value))
            return {"__blob__": digest}

        encoder = json.JSONEncoder(default=default)
        return lambda value: encoder.encode(value).encode()


def _write_rows(database: sqlite3.Connection, change: Change, dump: Callable[[Any], bytes]) -> None:
    if change.whole:
        database.execute("DELETE FROM rows WHERE place = ?", (change.name,))
    elif isinstance(change.keys, range):
        bounds = (change.name, change.first, change.keys.start)
        database.execute("DELETE FROM rows WHERE place = ? AND (key < ? OR key >= ?)", bounds)
    for place, key, value in change.rows():
        if value is None:
            database.execute("DELETE FROM rows WHERE place = ? AND key = ?", (place, key))
        else:
            text = dump(value)
            row = (place, key, text, zlib.crc32(text))
            database.execute("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", row)


def _write_parts(
    database: sqlite3.Connection,
    parts: Mapping[str, Callable[[], Any]],
    dump: Callable[[Any], bytes],
) -> None:
    known = dict(database.execute("SELECT name, digest FROM parts").fetchall())
    for name, make in parts.items():
        text = dump(make())
        digest = hashlib.sha256(text).hexdigest()
        if known.get(name) != digest:
            database.execute("INSERT OR REPLACE INTO parts VALUES (?, ?, ?)", (name, text, digest))


def _check(name: str, content: bytes, digest: str | int) -> bytes:
    found = zlib.crc32(content) if isinstance(digest, int) else hashlib.sha256(content).hexdigest()
    if found != digest:
        raise ValueError(f"{name} is not what was written")
    return content


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _inaccessible(folder: Path, error: OSError) -> str:
    return f"{folder} cannot be read and written ({error})"


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
