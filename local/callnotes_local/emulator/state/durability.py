"""What the emulator's services hold: loaded at start, saved in checkpoints and at the stop.

The emulator saves most of it itself, when it stops; `EXTRA_STORES` it would forget.
"""

import gc
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial

from ministack import app
from ministack.core import persistence
from ministack.services import dynamodb, lambda_svc, sqs

from callnotes_local.emulator import seams
from callnotes_local.emulator.settings import EXIT_REFUSED
from callnotes_local.emulator.state import changes
from callnotes_local.emulator.state.checkpoint import Checkpointer
from callnotes_local.emulator.state.state_store import PART, Row, StateStore

APP = "ministack.app"
LAMBDA_SERVICE = "ministack.services.lambda_svc"
ENDPOINT = "endpoint"
# Without the stream's records the stored position of a reader points behind its end, and events
# after a restart are skipped until the stream has grown as long as it was.
EXTRA_STORES = ("_stream_records", "_stream_trimmed", "_closed_streams")
EXTRA_PART = "extra"
LAMBDA_PART = "lambda"


def install(store: StateStore, endpoint_url: str) -> Checkpointer:
    """Read the stored state, and let the emulator load and save through us."""
    store.prepare()
    stored = list(store.read(persistence._json_object_hook, partial(_move, endpoint_url)))
    changed = changes.Changes()

    def save() -> None:
        endpoint = (PART, ENDPOINT, endpoint_url)
        store.write([endpoint, *take(changed)], persistence._json_default)

    checkpointer = Checkpointer(changed.find, save, changed.forget)
    load = partial(restore, stored, changed)
    seams.replace(APP, "_load_persisted_state", lambda _: partial(_load_or_exit, load))
    seams.replace(APP, "save_all", lambda _: lambda _services: None)
    # Code is stored like every other large content: by us.
    for name in ("_externalize_code_zip", "_prune_orphan_code_blobs"):
        seams.replace(LAMBDA_SERVICE, name, lambda _: lambda *_: None)
    return checkpointer


def _move(endpoint_url: str, parts: dict[str, bytes]) -> dict[str, bytes]:
    # Queues are known by addresses with the port in them, to the emulator and to functions.
    stored_url = json.loads(parts.get(ENDPOINT, "null"))
    if stored_url in (None, endpoint_url):
        return parts
    moved = re.compile(re.escape(stored_url.encode()) + rb"(?!\d)")
    return {name: moved.sub(endpoint_url.encode(), part) for name, part in parts.items()}


def _load_or_exit(load: Callable[[], None]) -> None:
    # What is loaded stays: the collector need not look through all of it again and again.
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


def take(changed: changes.Changes) -> Iterator[Row]:
    """Return what has changed and all that is small; in a forked copy, for it empties services."""
    changes.empty()
    for (place, key), value in changed.rows.items():
        yield place, key, value
    for name, get_state in app._build_persistence_save_dict().items():
        yield PART, name, get_state()
    yield PART, EXTRA_PART, {store: getattr(dynamodb, store) for store in EXTRA_STORES}


def restore(stored: list[Row], changed: changes.Changes) -> None:
    """Put a stored state into the services of a fresh emulator."""
    parts = {name: content for place, name, content in stored if place == PART}
    # Lambda comes last: it starts to poll at once, and what it calls must be whole.
    for name in sorted(app._state_map, key=LAMBDA_PART.__eq__):
        if name == LAMBDA_PART:
            for store, content in parts.get(EXTRA_PART, {}).items():
                getattr(dynamodb, store)._data.update(content._data)
            changed.load(row for row in stored if row[0] != PART)
        if parts.get(name):
            app._get_module(app._state_map[name]).load_persisted_state(parts[name])
    _release_messages()


def _release_messages() -> None:
    # What a function was processing when the emulator ended: its poller is gone, and the rest of
    # the visibility timeout would only be waited for.
    mapped = {mapping["EventSourceArn"] for _, _, mapping in lambda_svc._iter_all_esms()}
    now = time.time()
    for queue in sqs._queues.all_values():
        if queue["attributes"]["QueueArn"] in mapped:
            for message in queue["messages"]:
                if message.get("receive_count"):
                    message["visible_at"] = min(message["visible_at"], now)
