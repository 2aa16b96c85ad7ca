"""Tasks that wait for a token: limits from expressions, lost heartbeats, functions that fail.

https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack.services import stepfunctions

from callnotes_local.emulator import seams

MODULE = "ministack.services.stepfunctions"
LIMITS = ("TimeoutSeconds", "HeartbeatSeconds")
Call = Callable[..., Any]
_token: contextvars.ContextVar[str | None] = contextvars.ContextVar("task_token", default=None)


def install() -> None:
    """Let waiting tasks end as Step Functions ends them."""
    seams.replace(MODULE, "_execute_task", _with_limits)
    seams.replace(MODULE, "_invoke_with_callback", _with_heartbeat)
    seams.replace(MODULE, "_call_lambda", _with_failure)


def _with_limits(original: Call) -> Call:
    def execute(state: dict[str, Any], given: Any, execution: Any, context: Any) -> Any:
        return original({**state, **_limits(state, given, context)}, given, execution, context)

    return execute


def _limits(state: dict[str, Any], given: Any, context: Any) -> dict[str, Any]:
    found = {}
    for name in LIMITS:
        if f"{name}Path" in state:
            found[name] = stepfunctions._resolve_path_or_ctx(state[f"{name}Path"], given, context)
        elif isinstance(state.get(name), str):
            found[name] = stepfunctions._jsonata_state_field(state, name, "number", given, context)
    return found


def _with_heartbeat(original: Call) -> Call:
    def invoke(resource: str, given: Any, token: str, state: dict[str, Any]) -> Any:
        _token.set(token)
        if "HeartbeatSeconds" in state:
            watch = contextvars.copy_context().run
            arguments = (_watch, token, state["HeartbeatSeconds"])
            threading.Thread(target=watch, args=arguments, daemon=True).start()
        return original(resource, given, token, state)

    return invoke


def _watch(token: str, seconds: float) -> None:
    time.sleep(seconds)
    while (task := stepfunctions._task_tokens.get(token)) and not task["event"].is_set():
        if not task["heartbeat"]:
            _fail(task, "States.HeartbeatTimeout", "No heartbeat in time")
        task["heartbeat"] = None
        time.sleep(seconds)


def _with_failure(original: Call) -> Call:
    def call(function: Any, event: Any) -> Any:
        try:
            return original(function, event)
        except stepfunctions._ExecutionError as error:
            # The emulator would wait for a token that the function never handed on.
            if task := stepfunctions._task_tokens.get(_token.get()):
                _fail(task, error.error, error.cause)
            raise

    return call


def _fail(task: dict[str, Any], error: str, cause: str) -> None:
    task["error"] = {"Error": error, "Cause": cause}
    task["event"].set()
