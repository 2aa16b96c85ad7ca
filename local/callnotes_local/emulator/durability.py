"""Ties the emulator to its stored state: load at start, checkpoints, save at stop."""

from __future__ import annotations

import logging
import os
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from callnotes_local.emulator import seams, snapshot
from callnotes_local.emulator.asgi import App, Receive, Scope, Send, changes_state
from callnotes_local.emulator.checkpoint import Checkpointer
from callnotes_local.emulator.refusal import EXIT_REFUSED
from callnotes_local.emulator.state_store import StateStore
from callnotes_local.emulator.version import VERSION

APP = "ministack.app"
LAMBDA_SERVICE = "ministack.services.lambda_svc"
ENDPOINT = "endpoint"

logger = logging.getLogger(__name__)


def install(folder: Path, endpoint_url: str) -> Checkpointer:
    """Read the stored state, and let the emulator load and save through us."""
    store = StateStore(folder, VERSION)
    store.prepare()
    stored_url = store.read_part(ENDPOINT)
    state = store.read(snapshot.decode, lambda part: _move(part, stored_url, endpoint_url))

    def save() -> None:
        store.write(snapshot.parts() | {ENDPOINT: lambda: endpoint_url}, snapshot.encode)

    checkpointer = Checkpointer(save)
    seams.replace(APP, "_load_persisted_state", lambda _: lambda: _restore(state))
    seams.replace(APP, "save_all", lambda _: lambda _services: checkpointer.save_last())
    # Code is stored like every other large content: by us.
    seams.replace(LAMBDA_SERVICE, "_externalize_code_zip", _do_nothing)
    seams.replace(LAMBDA_SERVICE, "_prune_orphan_code_blobs", _do_nothing)
    return checkpointer


def note_changes(inner: App, checkpointer: Checkpointer) -> App:
    """Wrap the emulator: what may have changed something leads to a checkpoint."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if not changes_state(scope):
            await inner(scope, receive, send)
            return
        checkpointer.touch()
        try:
            await inner(scope, receive, send)
        finally:
            checkpointer.touch()

    return app


def _move(part: bytes, old: str | None, new: str) -> bytes:
    # Queues are known by addresses with the port in them, to the emulator and to functions.
    if old in (None, new):
        return part
    return re.sub(re.escape(old.encode()) + rb"(?!\d)", new.encode(), part)


def _restore(state: dict[str, Any]) -> None:
    try:
        snapshot.restore(state)
    except Exception:  # noqa: BLE001 - whatever it is, an emptier cloud must not be served and saved
        traceback.print_exc()
        print("refused: the stored state could not be loaded", file=sys.stderr, flush=True)
        os._exit(EXIT_REFUSED)
    state.clear()


def _do_nothing(_original: Callable[..., Any]) -> Callable[..., None]:
    def nothing(*_: Any) -> None:
        return None

    return nothing
