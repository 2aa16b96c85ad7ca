"""What the emulator's services hold: taken out of them, put back into them.

The emulator saves most of it itself; the stores below it would forget at a stop, or keep on a
disk of their own, so that after a crash queue, table and objects would not fit together.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.services import lambda_svc, sqs

# Without the stream's records the stored position of a reader points behind its end, and events
# after a restart are skipped until the stream has grown as long as it was.
EXTRA_STORES = {
    "ministack.services.dynamodb": ("_stream_records", "_stream_trimmed", "_closed_streams"),
    "ministack.services.s3": (
        "_buckets",
        "_object_acl",
        "_object_annotations",
        "_object_legal_hold",
        "_object_retention",
        "_object_tags",
        "_object_versions",
    ),
}
EXTRA_PART = "extra"

encode = persistence._json_default
decode = persistence._json_object_hook


def parts() -> dict[str, Callable[[], Any]]:
    """Return how to get each part of the state; every call returns what is there then."""
    found: dict[str, Callable[[], Any]] = dict(app._build_persistence_save_dict())
    return found | {EXTRA_PART: _take_extra}


def restore(state: dict[str, Any]) -> None:
    """Put a stored state into the services of a fresh emulator."""
    for name, module in app._state_map.items():
        if state.get(name):
            app._get_module(module).load_persisted_state(state[name])
    for module, stores in (state.get(EXTRA_PART) or {}).items():
        for store, content in stores.items():
            getattr(importlib.import_module(module), store)._data.update(content._data)
    _release_messages()


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


def _take_extra() -> dict[str, dict[str, Any]]:
    return {
        module: {store: getattr(sys.modules[module], store) for store in stores}
        for module, stores in EXTRA_STORES.items()
        if module in sys.modules
    }
