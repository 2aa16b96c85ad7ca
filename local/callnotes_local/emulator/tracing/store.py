"""Keeps the newest trace documents: those of services, and what functions send to a UDP port.

https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-daemon
"""

import contextlib
import json
import os
import socket
import sqlite3
import threading
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from callnotes_local.system import private_files
from callnotes_local.system.process import LOOPBACK

KEPT_DOCUMENTS = 20_000
DATAGRAM_BYTES, BUFFER_BYTES = 65_536, 4 * 2**20
CREATE = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS documents (number INTEGER PRIMARY KEY, document,
trace_id AS (document ->> 'trace_id') STORED
    CHECK (trace_id GLOB '1-????????-????????????????????????'),
id AS (document ->> 'id') STORED NOT NULL,
UNIQUE (trace_id, id) ON CONFLICT REPLACE)
"""
INSERT = "INSERT INTO documents (document) VALUES (?)"
FORGET = "DELETE FROM documents WHERE number <= (SELECT max(number) FROM documents) - ?"
SHAPES: dict[str, Any] = {"id": str, "name": str, "http": dict, "links": list, "subsegments": list}
SHAPES |= {"start_time": int | float, "end_time": int | float, "annotations": dict, "aws": dict}
type Document = dict[str, Any]
# What is not kept yet, in JSON: no request waits for the file.
sent: SimpleQueue[str] = SimpleQueue()
# The copy that saves uses SQLite too: it must not begin with a lock that a thread here holds.
_using = threading.Lock()
os.register_at_fork(
    before=_using.acquire, after_in_parent=_using.release, after_in_child=_using.release
)


class Store:
    """Documents in a file: the last one of an id, and not too old ones."""

    def __init__(self, folder: Path, kept: int = KEPT_DOCUMENTS) -> None:
        path = private_files.make_folder(folder) / "traces.db"
        path.touch(private_files.FILE_MODE)
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.executescript(CREATE)
        self._kept = kept

    def put(self, *documents: str) -> None:
        """Keep documents. One that is malformed, or has no room on the disk, is lost."""
        with contextlib.suppress(sqlite3.Error), _using, self._database:
            for document in documents:
                with contextlib.suppress(sqlite3.Error, ValueError, RecursionError):
                    if is_entity(json.loads(document)):
                        self._database.execute(INSERT, (document,))
            self._database.execute(FORGET, (self._kept,))

    def list_ids(self) -> list[str]:
        """Return the ids of all traces."""
        return self._read("SELECT DISTINCT trace_id FROM documents")

    def select(self, condition: str, trace_id: str) -> list[Document]:
        """Return the documents for which an SQL condition on a trace's id holds."""
        query = f"SELECT document FROM documents WHERE {condition}"  # noqa: S608 - ours
        return [json.loads(document) for document in self._read(query, trace_id)]

    def _read(self, query: str, *values: str) -> list[str]:
        with _using:
            return [row[0] for row in self._database.execute(query, values).fetchall()]


def is_entity(given: Any) -> bool:
    """Whether a segment or a subsegment has what its readers expect, and all that is in it."""
    return (
        isinstance(given, dict)
        and all(given.get(name) not in (None, "") for name in ("id", "name", "start_time"))
        and all(isinstance(given[name], SHAPES[name]) for name in SHAPES.keys() & given.keys())
        and all(isinstance(part, dict) for part in given.get("http", {}).values())
        and all(is_entity(part) for part in given.get("subsegments", ()))
    )


def collect(store: Store) -> None:
    """Keep what is sent; the environments of functions are given the address of the port."""
    daemon = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    daemon.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    daemon.bind((LOOPBACK, 0))
    os.environ["AWS_XRAY_DAEMON_ADDRESS"] = f"{LOOPBACK}:{daemon.getsockname()[1]}"
    for work in (partial(_receive, daemon), partial(_keep, store)):
        threading.Thread(target=work, daemon=True, name="x-ray").start()


def _receive(daemon: socket.socket) -> None:
    while True:
        sent.put(daemon.recv(DATAGRAM_BYTES).partition(b"\n")[2].decode(errors="replace"))


def _keep(store: Store) -> None:
    while True:
        store.put(sent.get(), *(sent.get() for _ in range(sent.qsize())))
