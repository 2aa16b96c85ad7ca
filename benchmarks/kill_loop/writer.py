"""A client that writes notes until the app is killed, and retries when it is up again."""

from __future__ import annotations

import http.client
import json
import threading
from typing import Any

from benchmarks.kill_loop.ledger import Ledger
from callnotes_local.system.process import LOOPBACK

REQUEST_SECONDS = 40


class Writer:
    """Creates notes with a key, and changes every second one."""

    def __init__(self, name: str, port: int, ledger: Ledger) -> None:
        self._name, self._port, self._ledger = name, port, ledger
        self._number = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, token: str) -> None:
        """Write until something fails; first retry a note whose response was lost."""
        self._stop.clear()
        self._thread = threading.Thread(target=self._run, args=(token,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wait for the end of the request at hand."""
        self._stop.set()
        if self._thread:
            self._thread.join(REQUEST_SECONDS)

    def _run(self, token: str) -> None:
        connection = http.client.HTTPConnection(LOOPBACK, self._port, timeout=REQUEST_SECONDS)
        try:
            while not self._stop.is_set():
                self._write_note(_Caller(connection, token))
        except (OSError, http.client.HTTPException, _NotAcknowledged):
            return
        finally:
            connection.close()

    def _write_note(self, caller: _Caller) -> None:
        key = f"{self._name}-{self._number}"
        headers = {"Idempotency-Key": key}
        note = caller.send("POST", "/v1/notes", headers, body=f"{key} as created")
        self._ledger.acknowledge(note["note_id"], 1, f"{key} as created")
        self._number += 1
        if self._number % 2:
            path = f"/v1/notes/{note['note_id']}"
            caller.send("PUT", path, {"If-Match": '"1"'}, body=f"{key} as changed")
            self._ledger.acknowledge(note["note_id"], 2, f"{key} as changed")


class _NotAcknowledged(Exception):
    """The app did not acknowledge the note."""


class _Caller:
    def __init__(self, connection: http.client.HTTPConnection, token: str) -> None:
        self._connection = connection
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def send(self, method: str, path: str, headers: dict[str, str], body: str) -> dict[str, Any]:
        content = json.dumps({"title": "Kept?", "body": body})
        self._connection.request(method, path, content, self._headers | headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 201):
            raise _NotAcknowledged(f"{answer.status} {text!r}")
        note: dict[str, Any] = json.loads(text)
        return note
