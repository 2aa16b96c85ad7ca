"""The access log of a stage, in the format that it declares; what ended with 5xx is counted too.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from ministack.services import apigateway_v1, cloudwatch_logs
from ministack.services.cloudwatch import record_metric

from callnotes_local.emulator import seams
from callnotes_local.emulator.functions import invocation_log
from callnotes_local.emulator.functions.output import OutputRecord

GATEWAY = "ministack.services.apigateway_v1"
VARIABLE = re.compile(r"\$context\.([A-Za-z][A-Za-z.]*[A-Za-z])")
# What AWS writes for a variable that has no value.
NOTHING = "-"

logger = logging.getLogger(__name__)


@dataclass
class _Call:
    """One request on its way through a stage."""

    request: dict[str, Any] = field(default_factory=dict)
    error: str = NOTHING


_current: ContextVar[_Call | None] = ContextVar("call", default=None)


def install() -> None:
    """Write a line after each request, with the id that the function gets too."""
    seams.replace(GATEWAY, "_handle_execute_in_scope", _write_afterwards)
    seams.replace(GATEWAY, "_execute_in_scope", _remember)
    seams.replace(GATEWAY, "new_uuid", _same_id)


def _write_afterwards(original: Callable[..., Any]) -> Callable[..., Any]:
    async def handle(
        api_id: str, stage: str, method: str, path: str, headers: dict[str, Any], *more: Any
    ) -> Any:
        call, started = _Call(), time.time()
        token = _current.set(call)
        try:
            answer = await original(api_id, stage, method, path, headers, *more)
        finally:
            _current.reset(token)
        _count(api_id, stage, answer[0])
        settings = _settings(api_id, stage)
        if settings:
            context = _context(call, method, f"/{stage}{path}", answer[0], started)
            context["identity.sourceIp"] = _source_ip(headers)
            _write(settings, f"{api_id}/{stage}", started, context)
        return answer

    return handle


def _remember(original: Callable[..., Any]) -> Callable[..., Any]:
    async def execute(request: dict[str, Any], *more: Any) -> Any:
        answer = await original(request, *more)
        call = _current.get()
        if call is not None and isinstance(answer, apigateway_v1._GatewayError):
            call.error = answer.response_type
        return answer

    def start(request: dict[str, Any], *more: Any) -> Any:
        call = _current.get()
        if call is not None:
            call.request = request
        return execute(request, *more)

    return start


def _same_id(original: Callable[[], str]) -> Callable[[], str]:
    def new_uuid() -> str:
        call = _current.get()
        known = call.request.get("request_id") if call is not None else None
        return str(known) if known else original()

    return new_uuid


def _count(api_id: str, stage: str, status: int) -> None:
    api = apigateway_v1._rest_apis.get(api_id)
    if api and status >= 500:
        dimensions = {"ApiName": api["name"], "Stage": stage}
        record_metric("AWS/ApiGateway", "5XXError", 1, "Count", dimensions)


def _settings(api_id: str, stage: str) -> dict[str, str]:
    found = apigateway_v1._stages_v1.get(api_id, {}).get(stage) or {}
    settings: dict[str, str] = found.get("accessLogSettings") or {}
    return settings if settings.get("destinationArn") else {}


def _context(
    call: _Call, method: str, path: str, status: int, started: float
) -> dict[str, str | int]:
    milliseconds = round((time.time() - started) * 1000)
    return {
        "requestId": call.request.get("request_id", NOTHING),
        "httpMethod": method,
        "path": path,
        "resourcePath": call.request.get("resource_path") or NOTHING,
        "stage": call.request.get("stage_name", NOTHING),
        "status": status,
        "requestTimeEpoch": int(started * 1000),
        "responseLatency": milliseconds,
        "error.responseType": call.error,
    }


def _source_ip(headers: dict[str, Any]) -> str:
    forwarded = headers.get("x-forwarded-for") or "127.0.0.1"
    return str(forwarded).split(",")[0].strip()


def _write(
    settings: dict[str, str], owner: str, started: float, context: dict[str, str | int]
) -> None:
    group = settings["destinationArn"].removesuffix(":*").partition(":log-group:")[2]
    if group not in cloudwatch_logs._log_groups:
        logger.warning("no log group %s for the access log of %s", group, owner)
        return
    line = VARIABLE.sub(lambda m: str(context.get(m.group(1), NOTHING)), settings["format"])
    stream = hashlib.md5(owner.encode(), usedforsecurity=False).hexdigest()
    invocation_log.append(group, stream, [OutputRecord(int(started * 1000), line)])
