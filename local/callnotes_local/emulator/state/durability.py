"""Ties the emulator to its stored state: load at start, checkpoints, save at stop."""

from __future__ import annotations

import gc
import json
import logging
import os
import re
import sys
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from callnotes_local.emulator import seams
from callnotes_local.emulator.asgi import (
    Answer,
    App,
    Receive,
    Scope,
    Send,
    changes_state,
    only_reads,
    send_answer,
)
from callnotes_local.emulator.refusal import EXIT_REFUSED
from callnotes_local.emulator.state import growing, snapshot
from callnotes_local.emulator.state.checkpoint import Checkpointer, Failure
from callnotes_local.emulator.state.state_store import StateStore
from callnotes_local.emulator.state.tracked import only_reading
from callnotes_local.emulator.version import VERSION

APP = "ministack.app"
LAMBDA_SERVICE = "ministack.services.lambda_svc"
ENDPOINT = "endpoint"
GATEWAY_PATH = "/_aws/execute-api/"
HEALTH_PATHS = ("/_ministack/health", "/_localstack/health", "/health")

logger = logging.getLogger(__name__)


def install(folder: Path, endpoint_url: str) -> Checkpointer:
    """Read the stored state, and let the emulator load and save through us."""
    store = StateStore(folder, VERSION)
    store.prepare()
    stored_url = store.read_part(ENDPOINT)
    state, rows = store.read(snapshot.decode, lambda part: _move(part, stored_url, endpoint_url))
    saving = Saving(store, growing.Ledger(), endpoint_url)
    checkpointer = Checkpointer(saving)
    restore = partial(snapshot.restore, state, rows, saving.ledger)
    seams.replace(APP, "_load_persisted_state", lambda _: lambda: _restore(restore))
    seams.replace(APP, "save_all", lambda _: lambda _services: checkpointer.save_last())
    # Code is stored like every other large content: by us.
    seams.replace(LAMBDA_SERVICE, "_externalize_code_zip", _do_nothing)
    seams.replace(LAMBDA_SERVICE, "_prune_orphan_code_blobs", _do_nothing)
    return checkpointer


@dataclass
class Saving:
    """One save after the other: what changed since the last that was kept, and all small parts."""

    store: StateStore
    ledger: growing.Ledger
    endpoint_url: str

    def begin(self) -> None:
        """Find what has changed; in the original process."""
        self.ledger.begin()

    def write(self) -> None:
        """Write it; in the copy, whose memory is nobody else's."""
        growing.strip()
        parts = snapshot.parts() | {ENDPOINT: lambda: self.endpoint_url}
        self.store.write(self.ledger.changes, self.ledger.gone, parts, snapshot.encode)

    def keep(self) -> None:
        """It is on disk."""
        self.ledger.keep()


def note_changes(inner: App, checkpointer: Checkpointer) -> App:
    """Wrap the emulator: what may have changed something leads to a checkpoint.

    While none can be made, no client of the API is told that something is kept.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if checkpointer.failure and _acknowledges(scope):
            await send_answer(send, _refuse(checkpointer.failure))
            return
        touch = checkpointer.touch if changes_state(scope) else lambda: None
        touch()
        try:
            with only_reading(only_reads(scope)):
                await inner(scope, receive, send)
        finally:
            touch()

    return app


def _acknowledges(scope: Scope) -> bool:
    # What consumers do meanwhile is not lost: it follows again from what is saved.
    path = scope.get("path", "")
    return path in HEALTH_PATHS or (changes_state(scope) and path.startswith(GATEWAY_PATH))


def _refuse(failure: Failure) -> Answer:
    body = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": f"The local cloud cannot save: {failure.reason}. It tries again by itself.",
        "instance": "$context.path",
        "request_id": str(uuid.uuid4()),
    }
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"retry-after", b"2"),
        (b"x-request-id", str(body["request_id"]).encode()),
    ]
    return Answer(503, headers, json.dumps(body, separators=(",", ":")).encode())


def _move(part: bytes, old: str | None, new: str) -> bytes:
    # Queues are known by addresses with the port in them, to the emulator and to functions.
    if old in (None, new):
        return part
    return re.sub(re.escape(old.encode()) + rb"(?!\d)", new.encode(), part)


def _restore(restore: Callable[[], None]) -> None:
    # What is loaded stays: the collector need not look through all of it again and again.
    gc.disable()
    try:
        restore()
    except Exception as error:  # noqa: BLE001 - whatever it is, an emptier cloud must not be served and saved
        traceback.print_exc()
        print(
            f"refused: the stored state could not be loaded: {error}", file=sys.stderr, flush=True
        )
        os._exit(EXIT_REFUSED)
    gc.freeze()
    gc.enable()


def _do_nothing(_original: Callable[..., Any]) -> Callable[..., None]:
    def nothing(*_: Any) -> None:
        return None

    return nothing
