"""What the emulator's services hold beside what grows: taken out of them, put back into them.

The emulator saves most of it itself; the stores below it would forget at a stop.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.services import dynamodb, lambda_svc, sqs

from callnotes_local.emulator.state import growing

# Without the stream's records the stored position of a reader points behind its end, and events
# after a restart are skipped until the stream has grown as long as it was.
EXTRA_STORES = ("_stream_records", "_stream_trimmed", "_closed_streams")
EXTRA_PART = "extra"
LAMBDA_PART = "lambda"

encode = persistence._json_default
decode = persistence._json_object_hook


def parts() -> dict[str, Callable[[], Any]]:
    """Return how to get each part of the state; every call returns what is there then."""
    found: dict[str, Callable[[], Any]] = dict(app._build_persistence_save_dict())
    return found | {EXTRA_PART: _take_extra}


def restore(state: dict[str, Any], rows: Iterable[growing.Row], ledger: growing.Ledger) -> None:
    """Put a stored state into the services of a fresh emulator."""
    # Lambda comes last: it starts to poll at once, and what it calls must be whole.
    for name in sorted(app._state_map, key=LAMBDA_PART.__eq__):
        if name == LAMBDA_PART:
            _restore_extra(state.get(EXTRA_PART) or {})
            ledger.fill(rows)
        if state.get(name):
            app._get_module(app._state_map[name]).load_persisted_state(state[name])
    _release_messages()


def _restore_extra(stores: dict[str, Any]) -> None:
    for store, content in stores.items():
        getattr(dynamodb, store)._data.update(content._data)


def _release_messages() -> None:
    # What a function had in hand when the emulator ended: nobody works on it any more, and the
    # rest of its visibility time-out would only be waited for.
    mapped = {mapping["EventSourceArn"] for _, _, mapping in lambda_svc._iter_all_esms()}
    now = time.time()
    for queue in sqs._queues.all_values():
        if queue["attributes"]["QueueArn"] in mapped:
            for message in queue["messages"]:
                if message.get("receive_count"):
                    message["visible_at"] = min(message["visible_at"], now)


def _take_extra() -> dict[str, Any]:
    return {store: getattr(dynamodb, store) for store in EXTRA_STORES}
