"""What the gateway answers for a failed function, and the path it tells a function.

A failure is a 502 in the stage's error shape, with nothing of the exception:
https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
The edge is the API's custom domain: behind one, the path that was called has no stage in it:
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html

A function at its reserved concurrency is a 500, as on AWS. A machine without a free environment is
no limit that AWS has: it counts as the gateway's own limit, which answers 429.
https://repost.aws/knowledge-center/api-gateway-internal-server-error
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1

from callnotes_local.cloud.names import CALLED_PATH
from callnotes_local.emulator import seams

GATEWAY = "ministack.services.apigateway_v1"
MACHINE_LIMIT = "ConcurrentInvocationLimitExceeded"


class _NoResponse(Exception):
    """There is no proxy response: `error` is what the gateway answers."""

    def __init__(self, error: Any) -> None:
        super().__init__()
        self.error = error


class _BadGateway(apigateway_v1._GatewayError):  # type: ignore[misc]
    """Answered through DEFAULT_5XX, with status 502 unless that response sets its own."""

    def __init__(self) -> None:
        super().__init__("DEFAULT_5XX", "Internal server error", "InternalServerErrorException")


def install() -> None:
    """Hide what failed in a function from the caller, and the stage from a function."""
    seams.replace(GATEWAY, "_build_lambda_event_v1", _with_called_path)
    seams.replace(GATEWAY, "_lambda_proxy_response", _raise_on_failure)
    seams.replace(GATEWAY, "_invoke_lambda_proxy_v1", _answer_error)
    seams.replace(GATEWAY, "_gateway_error_response", _with_status_502)


def _with_called_path(original: Callable[..., Any]) -> Callable[..., Any]:
    def build(*arguments: Any, **options: Any) -> Any:
        event = original(*arguments, **options)
        event["multiValueHeaders"].pop(CALLED_PATH, None)
        called = event["headers"].pop(CALLED_PATH, None)
        if called:
            event["requestContext"]["path"] = called
        return event

    return build


def _raise_on_failure(original: Callable[..., Any]) -> Callable[..., Any]:
    def shape(result: dict[str, Any]) -> Any:
        body = result.get("body")
        if result.get("throttle"):
            raise _NoResponse(_throttled(body or {}))
        if result.get("error") or not isinstance(body, dict) or "statusCode" not in body:
            raise _NoResponse(_BadGateway())
        return original(result)

    return shape


def _throttled(refusal: dict[str, Any]) -> Any:
    if refusal.get("Reason") == MACHINE_LIMIT:
        return apigateway_v1._GatewayError("THROTTLED", "Too Many Requests")
    return apigateway_v1._GatewayError("DEFAULT_5XX", "Internal server error")


def _answer_error(original: Callable[..., Any]) -> Callable[..., Any]:
    async def invoke(*arguments: Any, **options: Any) -> Any:
        try:
            return await original(*arguments, **options)
        except _NoResponse as end:
            return end.error

    return invoke


def _with_status_502(original: Callable[..., Any]) -> Callable[..., Any]:
    def render(error: Any, request: dict[str, Any]) -> Any:
        status, headers, body = original(error, request)
        by_default = isinstance(error, _BadGateway) and not _has_own_status(request)
        return 502 if by_default else status, headers, body

    return render


def _has_own_status(request: dict[str, Any]) -> bool:
    api_id, deployment_id = request["api_id"], request["stage"].get("deploymentId")
    customized = apigateway_v1._deployed_gateway_responses.get(api_id, {}).get(deployment_id) or {}
    return "statusCode" in customized.get("DEFAULT_5XX", {})
