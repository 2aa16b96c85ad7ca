"""Leads Python functions to our execution environments; other runtimes stay the emulator's."""

import functools
from collections.abc import Callable
from typing import Any

from ministack.services import lambda_svc

from callnotes_local.emulator import seams
from callnotes_local.emulator.functions.capacity import NoEnvironmentError
from callnotes_local.emulator.functions.execution_environment import ExecutionEnvironment, Host

RUNTIME = "python3.13"
LAMBDA_RUNTIME = "ministack.core.lambda_runtime"
LAMBDA_SERVICE = "ministack.services.lambda_svc"


def install(host: Host) -> None:
    """Give every python3.13 function an environment of ours."""
    environment = functools.partial(ExecutionEnvironment, host)
    _replace_for_ours(LAMBDA_RUNTIME, "_worker_class_for", lambda _: environment)
    _replace_for_ours(LAMBDA_SERVICE, "_execute_function_warm", _execute)
    # An environment writes the log of its invocations itself.
    _replace_for_ours(LAMBDA_SERVICE, "_emit_lambda_logs", lambda *_, **__: None)
    seams.wrap(LAMBDA_SERVICE, "_emit_lambda_metrics", _count_no_errors)
    seams.wrap(LAMBDA_SERVICE, "acquire_worker", host.capacity.acquire)
    seams.wrap(LAMBDA_SERVICE, "release_worker", host.capacity.release)


def _replace_for_ours(module: str, name: str, ours: Callable[..., Any]) -> None:
    def choose(
        original: Callable[..., Any], function: dict[str, Any], *more: Any, **named: Any
    ) -> Any:
        is_ours = (function.get("config") or function).get("Runtime") == RUNTIME
        return (ours if is_ours else original)(function, *more, **named)

    seams.wrap(module, name, choose)


def _count_no_errors(original: Callable[..., None], *counted: Any, **more: Any) -> None:
    # It knows only the failures of callers that wait; an environment counts all of them.
    original(*counted, **more | {"error": False})


def _execute(function: dict[str, Any], event: Any, request_id: str) -> Any:
    try:
        # The warm path of custom runtimes passes on what the runtime says of an error.
        return lambda_svc._execute_function_provided_warm(function, event, request_id)
    except NoEnvironmentError:
        name = function["config"]["FunctionName"]
        lambda_svc._emit_lambda_metrics(name, duration_ms=0.0, error=False, throttle=True)
        return lambda_svc._throttle_response("ConcurrentInvocationLimitExceeded", "Rate Exceeded.")
