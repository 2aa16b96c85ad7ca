"""Ties the emulator to its stored state: load at start, checkpoints, save at stop."""

from __future__ import annotations

import gc
import json
import os
import re
import sys
import traceback
import uuid
from collections.abc import Callable
from functools import partial

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
from callnotes_local.emulator.state import snapshot
from callnotes_local.emulator.state.changes import Changes, only_reading
from callnotes_local.emulator.state.checkpoint import Checkpointer, Failure
from callnotes_local.emulator.state.state_store import PART, StateStore

APP = "ministack.app"
LAMBDA_SERVICE = "ministack.services.lambda_svc"
ENDPOINT = "endpoint"
GATEWAY_PATH = "/_aws/execute-api/"
HEALTH_PATHS = ("/_ministack/health", "/_localstack/health", "/health")


def install(store: StateStore, endpoint_url: str) -> Checkpointer:
    """Read the stored state, and let the emulator load and save through us."""
    store.prepare()
    parts, rows = store.read(snapshot.decode, partial(_move, endpoint_url))
    changed = Changes()

    def save() -> None:
        endpoint = (PART, ENDPOINT, endpoint_url)
        store.write([endpoint, *snapshot.take(changed)], snapshot.encode)

    checkpointer = Checkpointer(changed.find, save, changed.forget)
    load = _or_exit(lambda: snapshot.restore(parts, rows, changed))
    seams.replace(APP, "_load_persisted_state", lambda _: load)
    seams.replace(APP, "save_all", lambda _: lambda _services: checkpointer.save_last())
    # Code is stored like every other large content: by us.
    for name in ("_externalize_code_zip", "_prune_orphan_code_blobs"):
        seams.replace(LAMBDA_SERVICE, name, lambda _: lambda *_: None)
    return checkpointer


def note_changes(inner: App, checkpointer: Checkpointer) -> App:
    """Wrap the emulator: what may have changed something leads to a checkpoint.

    While none succeeds, no client of the API gets a response that acknowledges a change.
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
        "detail": f"The local cloud cannot save: {failure.reason}. It retries by itself.",
        "instance": "$context.path",
        "request_id": str(uuid.uuid4()),
    }
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"retry-after", b"2"),
        (b"x-request-id", str(body["request_id"]).encode()),
    ]
    return Answer(503, headers, json.dumps(body, separators=(",", ":")).encode())


def _move(endpoint_url: str, parts: dict[str, bytes]) -> dict[str, bytes]:
    # Queues are known by addresses with the port in them, to the emulator and to functions.
    stored_url = json.loads(parts.get(ENDPOINT, "null"))
    if stored_url in (None, endpoint_url):
        return parts
    moved = re.compile(re.escape(stored_url.encode()) + rb"(?!\d)")
    return {name: moved.sub(endpoint_url.encode(), part) for name, part in parts.items()}


def _or_exit(load: Callable[[], None]) -> Callable[[], None]:
    # What is loaded stays: the collector need not look through all of it again and again.
    def load_or_exit() -> None:
        gc.disable()
        try:
            load()
        except Exception as error:  # noqa: BLE001 - whatever it is, an emptier cloud must not be served and saved
            traceback.print_exc()
            reason = f"refused: the stored state could not be loaded: {error}"
            print(reason, file=sys.stderr, flush=True)
            os._exit(EXIT_REFUSED)
        gc.freeze()
        gc.enable()

    return load_or_exit
