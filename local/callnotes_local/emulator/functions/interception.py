"""Leads Python functions to our execution environments; other runtimes stay the emulator's."""

from __future__ import annotations

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
    seams.replace(LAMBDA_RUNTIME, "_worker_class_for", functools.partial(_worker_class, host))
    seams.replace(LAMBDA_SERVICE, "_execute_function_warm", _execute_in_environment)
    seams.replace(LAMBDA_SERVICE, "acquire_worker", host.capacity.acquiring)
    seams.replace(LAMBDA_SERVICE, "release_worker", host.capacity.releasing)
    seams.replace(LAMBDA_SERVICE, "_emit_lambda_logs", _leave_logging_to_environment)


def _is_ours(func: dict[str, Any]) -> bool:
    return bool((func.get("config") or func).get("Runtime") == RUNTIME)


def _worker_class(host: Host, original: Callable[..., Any]) -> Callable[..., Any]:
    def worker_class_for(config: dict[str, Any]) -> Any:
        ours = functools.partial(ExecutionEnvironment, host)
        return ours if _is_ours(config) else original(config)

    return worker_class_for


def _execute_in_environment(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute(func: dict[str, Any], event: Any, request_id: str) -> Any:
        if not _is_ours(func):
            return original(func, event, request_id)
        try:
            # The warm path of custom runtimes passes on what the runtime says of an error.
            return lambda_svc._execute_function_provided_warm(func, event, request_id)
        except NoEnvironmentError:
            return _throttle(func)

    return execute


def _throttle(func: dict[str, Any]) -> dict[str, Any]:
    name = func["config"]["FunctionName"]
    lambda_svc._emit_lambda_metrics(name, duration_ms=0.0, error=False, throttle=True)
    result: dict[str, Any] = lambda_svc._throttle_response(
        "ConcurrentInvocationLimitExceeded", "Rate Exceeded."
    )
    return result


def _leave_logging_to_environment(original: Callable[..., Any]) -> Callable[..., Any]:
    def emit(func: dict[str, Any], *arguments: Any, **options: Any) -> None:
        if not _is_ours(func):
            original(func, *arguments, **options)

    return emit
