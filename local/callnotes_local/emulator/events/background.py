"""Invocations that nobody waits for: patient, and a throttled event is kept, not lost.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

from ministack.services import lambda_svc

from callnotes_local.emulator import seams
from callnotes_local.emulator.functions.capacity import in_background

LAMBDA_SERVICE = "ministack.services.lambda_svc"
# MaximumEventAgeInSeconds, unless the function has another.
EVENT_SECONDS = 6 * 3600

# Until when (seconds since the epoch) the event of this thread is kept while it is throttled.
_kept_until: ContextVar[float] = ContextVar("kept_until", default=0.0)

Function = dict[str, Any]


def install() -> None:
    """Give asynchronous events their age, and pollers their patience."""
    seams.replace(LAMBDA_SERVICE, "invoke_async_with_retry", _keep_event)
    seams.replace(LAMBDA_SERVICE, "_execute_function", _repeat_when_throttled)
    seams.replace(LAMBDA_SERVICE, "_poll_loop", _poll_in_background)


def _keep_event(original: Callable[..., None]) -> Callable[..., None]:
    def invoke(func: Function, event: Any) -> None:
        # The thread of the event takes a copy of these values with it.
        kept = _kept_until.set(time.time() + _event_seconds(func))
        background = in_background.set(True)
        try:
            original(func, event)
        finally:
            in_background.reset(background)
            _kept_until.reset(kept)

    return invoke


def _event_seconds(func: Function) -> float:
    configs = func.get("event_invoke_configs") or {}
    config = func.get("event_invoke_config") or configs.get("$LATEST") or {}
    return float(config.get("MaximumEventAgeInSeconds", EVENT_SECONDS))


def _repeat_when_throttled(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute(func: Function, event: Any) -> Any:
        result = original(func, event)
        pauses = _pauses()
        while result.get("throttle") and time.time() < _kept_until.get():
            time.sleep(next(pauses))
            current = lambda_svc._functions.get(func["config"]["FunctionName"])
            if current is None:
                break
            # The reserved concurrency of now, not of the time of the event.
            result = original(func | {"concurrency": current.get("concurrency")}, event)
        return result

    return execute


def _pauses() -> Iterator[float]:
    pause = lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS
    while True:
        yield pause
        pause = min(2 * pause, lambda_svc._LAMBDA_ASYNC_RETRY_MAX_SECONDS)


def _poll_in_background(original: Callable[[], None]) -> Callable[[], None]:
    def poll() -> None:
        in_background.set(True)
        original()

    return poll
