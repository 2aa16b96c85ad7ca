"""What API Gateway adds to the emulator's: responses of failed functions, and the access log.

A failed function is a 502 in the stage's error shape, without a word of its exception:
https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
A function at its reserved concurrency is a 500, as on AWS. A machine without a free environment is
no limit that AWS has: it counts as the gateway's own limit, which is a 429.
https://repost.aws/knowledge-center/api-gateway-internal-server-error
The edge is the API's custom domain: behind one, the path that was called has no stage in it:
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

import hashlib
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import apigateway_v1, cloudwatch_logs
from ministack.services.cloudwatch import record_metric

from callnotes_local.emulator import seams
from callnotes_local.emulator.functions.logs import LogEvent, append
from callnotes_local.emulator.handle import CALLED_PATH

GATEWAY = "ministack.services.apigateway_v1"
# Its gateway response has status 502, unless it sets its own.
FAILED_FUNCTION = "InternalServerErrorException"
MACHINE_LIMIT = "ConcurrentInvocationLimitExceeded"
VARIABLE = re.compile(r"\$context\.([A-Za-z][A-Za-z.]*[A-Za-z])")
# What AWS writes for a variable that has no value.
NOTHING = "-"

# The id of the current request: the function gets the same one as the access log.
_request_id: ContextVar[str] = ContextVar("request_id", default="")

Request = dict[str, Any]
Response = tuple[int, dict[str, Any], bytes]
logger = logging.getLogger(__name__)


class _Failure(apigateway_v1._GatewayError, Exception):  # type: ignore[misc]
    """There is no proxy response: this error is the gateway's own response."""


def install() -> None:
    """Respond for failed functions, log each request, give functions the called path."""
    seams.wrap(GATEWAY, "_execute_in_scope", _respond)
    seams.wrap(GATEWAY, "_lambda_proxy_response", _raise_on_failure)
    seams.wrap(GATEWAY, "_build_lambda_event_v1", _with_called_path)
    seams.wrap(GATEWAY, "new_uuid", lambda original: _request_id.get() or original())


async def _respond(original: Callable[..., Any], request: Request, *target: Any) -> Response:
    api_id, stage, method, path, *_ = target
    started, error = time.time(), NOTHING
    token = _request_id.set(request["request_id"])
    try:
        response = await original(request, *target)
    except _Failure as failure:
        response = failure
    finally:
        _request_id.reset(token)
    if isinstance(response, apigateway_v1._GatewayError):
        error, response = response.response_type, _render(response, request)
    status, headers, body = response
    _count(api_id, stage, status)
    called = {"httpMethod": method, "path": f"/{stage}{path}", "error.responseType": error}
    _log(request, called | {"status": str(status)}, started)
    return status, headers, body


def _render(error: Any, request: Request) -> Response:
    status, headers, body = apigateway_v1._gateway_error_response(error, request)
    deployed = apigateway_v1._deployed_gateway_responses.get(request["api_id"], {})
    responses = deployed.get(request["stage"].get("deploymentId")) or {}
    failed = error.error_type == FAILED_FUNCTION
    if failed and "statusCode" not in responses.get("DEFAULT_5XX", {}):
        status = 502
    return status, headers, body


def _count(api_id: str, stage: str, status: int) -> None:
    api = apigateway_v1._rest_apis.get(api_id)
    if api and status >= 500:
        dimensions = {"ApiName": api["name"], "Stage": stage}
        record_metric("AWS/ApiGateway", "5XXError", 1, "Count", dimensions)


def _log(request: Request, called: dict[str, str], started: float) -> None:
    """Write the line of a request, when its stage asks for one and the log group is there."""
    settings = (request["stage"] or {}).get("accessLogSettings") or {}
    if not settings.get("destinationArn"):
        return
    owner = f"{request['api_id']}/{request['stage_name']}"
    group = settings["destinationArn"].removesuffix(":*").partition(":log-group:")[2]
    if group not in cloudwatch_logs._log_groups:
        logger.warning("There is no log group %s for the access log of %s.", group, owner)
        return
    forwarded = str(request["headers"].get("x-forwarded-for") or "127.0.0.1")
    context = called | {
        "requestId": request["request_id"],
        "identity.sourceIp": forwarded.split(",", maxsplit=1)[0].strip(),
        "resourcePath": request["resource_path"] or NOTHING,
        "stage": request["stage_name"],
        "requestTimeEpoch": str(int(started * 1000)),
        "responseLatency": str(round((time.time() - started) * 1000)),
    }
    line = VARIABLE.sub(lambda m: context.get(m.group(1), NOTHING), settings["format"])
    stream = hashlib.md5(owner.encode(), usedforsecurity=False).hexdigest()
    append(group, stream, [LogEvent(int(started * 1000), line)])


def _raise_on_failure(original: Callable[..., Any], result: dict[str, Any]) -> Any:
    body = result.get("body") or {}
    if result.get("throttle"):
        if body["Reason"] == MACHINE_LIMIT:
            raise _Failure("THROTTLED", "Too Many Requests")
        raise _Failure("DEFAULT_5XX", "Internal server error")
    if result.get("error") or not isinstance(body, dict) or "statusCode" not in body:
        raise _Failure("DEFAULT_5XX", "Internal server error", FAILED_FUNCTION)
    return original(result)


def _with_called_path(original: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    event = original(*arguments, **options)
    event["multiValueHeaders"].pop(CALLED_PATH, None)
    called = event["headers"].pop(CALLED_PATH, None)
    if called:
        event["requestContext"]["path"] = called
    return event
