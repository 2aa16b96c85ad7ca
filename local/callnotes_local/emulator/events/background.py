"""Invocations that no caller waits for: they wait longer, and throttled events are kept.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

import contextvars
import time
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from callnotes_local.emulator import seams
from callnotes_local.emulator.functions.capacity import in_background

LAMBDA_SERVICE = "ministack.services.lambda_svc"
# MaximumEventAgeInSeconds, unless the function has another.
EVENT_SECONDS = 6 * 3600

# Until when (seconds since the epoch) the event of this thread is kept while it is throttled.
_kept_until: contextvars.ContextVar[float] = contextvars.ContextVar("kept_until", default=0.0)

Function = dict[str, Any]


def install() -> None:
    """Keep throttled events until their age limit; let pollers wait longer than callers."""
    seams.wrap(LAMBDA_SERVICE, "invoke_async_with_retry", _keep_event)
    seams.wrap(LAMBDA_SERVICE, "_execute_function", _repeat_when_throttled)
    seams.wrap(LAMBDA_SERVICE, "_poll_loop", _poll_in_background)


def _keep_event(original: Callable[..., None], function: Function, event: Any) -> None:
    of_latest = (function.get("event_invoke_configs") or {}).get("$LATEST")
    config = function.get("event_invoke_config") or of_latest or {}
    seconds = float(config.get("MaximumEventAgeInSeconds", EVENT_SECONDS))
    # The thread of the event takes these values with it.
    context = contextvars.copy_context()
    context.run(_kept_until.set, time.time() + seconds)
    context.run(in_background.set, True)  # noqa: FBT003
    context.run(original, function, event)


def _repeat_when_throttled(original: Callable[..., Any], function: Function, event: Any) -> Any:
    result, pause = original(function, event), lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS
    while result.get("throttle") and time.time() < _kept_until.get():
        time.sleep(pause)
        pause = min(2 * pause, lambda_svc._LAMBDA_ASYNC_RETRY_MAX_SECONDS)
        current = lambda_svc._functions.get(function["config"]["FunctionName"])
        if current is None:
            break
        # The reserved concurrency of now, not of the time of the event.
        result = original(function | {"concurrency": current.get("concurrency")}, event)
    return result


def _poll_in_background(original: Callable[[], None]) -> None:
    in_background.set(True)
    original()
