"""What the emulator's services hold: taken out of them as rows, put back into them.

The emulator saves most of it itself; `EXTRA_STORES` it would forget at a stop.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.services import dynamodb, lambda_svc, sqs

from callnotes_local.emulator.state import changes
from callnotes_local.emulator.state.state_store import PART, Row

# Without the stream's records the stored position of a reader points behind its end, and events
# after a restart are skipped until the stream has grown as long as it was.
EXTRA_STORES = ("_stream_records", "_stream_trimmed", "_closed_streams")
EXTRA_PART = "extra"
LAMBDA_PART = "lambda"

encode = persistence._json_default
decode = persistence._json_object_hook


def take(changed: changes.Changes) -> Iterator[Row]:
    """Return what has changed and all that is small; in a forked copy, for it empties services."""
    changes.empty()
    for (place, key), value in changed.rows.items():
        yield place, key, value
    for name, get_state in app._build_persistence_save_dict().items():
        yield PART, name, get_state()
    yield PART, EXTRA_PART, {store: getattr(dynamodb, store) for store in EXTRA_STORES}


def restore(parts: dict[str, Any], rows: Iterable[Row], changed: changes.Changes) -> None:
    """Put a stored state into the services of a fresh emulator."""
    # Lambda comes last: it starts to poll at once, and what it calls must be whole.
    for name in sorted(app._state_map, key=LAMBDA_PART.__eq__):
        if name == LAMBDA_PART:
            for store, content in parts.get(EXTRA_PART, {}).items():
                getattr(dynamodb, store)._data.update(content._data)
            changed.load(rows)
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
