"""What every handler of a route shares: identity, problem JSON, CORS, one log line."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from time import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from aws_lambda_powertools.logging.correlation_paths import API_GATEWAY_REST
from pydantic import BaseModel

from callnotes.api.inputs import Input
from callnotes.api.route import AnyRoute, Route
from callnotes.domain.actor import Actor
from callnotes.domain.errors import Forbidden, Unavailable
from callnotes.domain.quota import Lease, TenantQuota
from callnotes.entry.claims import check_authorization, read_actor
from callnotes.entry.inputs import Event, read_headers
from callnotes.entry.observability import annotate, count, count_failure, logger, observed
from callnotes.entry.problems import headers_of, problem_of
from callnotes.entry.requests import Request, called_path
from callnotes.settings import ApiSettings, ClientSettings, QuotaSettings, read_settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type ProxyAnswer = dict[str, Any]
type LambdaHandler = Callable[[dict[str, Any], "LambdaContext"], ProxyAnswer]

# Characters of a path, and % of what is escaped already: https://www.rfc-editor.org/rfc/rfc3986
PATH_CHARACTERS = "/%:@!$&'()*+,;=~"
EXPOSED_HEADERS = "ETag, Location, Retry-After, x-request-id"


@dataclass(frozen=True)
class Response:
    """A handler's response.

    `body` is a model, written as its JSON, or problem members; None is an empty body. `facts` are
    log fields of the request's line, such as `{"tenant": "hanbit", "note_id": "..."}`: ids and
    counts only, never text that users wrote.
    """

    status: int
    body: BaseModel | dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)


def serve[I: Input](
    route: Route[I], lease: Lease
) -> Callable[[Callable[[Request[I], Actor], Response]], LambdaHandler]:
    """Make a Lambda handler for an authenticated route; it raises the domain's errors.

    The caller's role must be one of the route's. Requests count towards the tenant's quota, of
    which `lease` grants further batches.
    """
    client_id = read_settings(ClientSettings).user_pool_client_id
    quota = TenantQuota(lease, read_settings(QuotaSettings).tenant_rate)

    def decorate(handle: Callable[[Request[I], Actor], Response]) -> LambdaHandler:
        def answer(event: Event) -> Response:
            actor = _authorize(event, route, client_id)
            annotate(tenant=actor.tenant)
            _count_request(quota, actor.tenant, route)
            return handle(Request.of(event, route), actor)

        return _handler(route, answer, handle)

    return decorate


def serve_public[I: Input](
    route: Route[I],
) -> Callable[[Callable[[Request[I]], Response]], LambdaHandler]:
    """Make a Lambda handler for a public route."""

    def decorate(handle: Callable[[Request[I]], Response]) -> LambdaHandler:
        return _handler(route, lambda event: handle(Request.of(event, route)), handle)

    return decorate


def _handler(
    route: AnyRoute, answer: Callable[[Event], Response], wrapped: Callable[..., Response]
) -> LambdaHandler:
    origin = read_settings(ApiSettings).console_origin

    @wraps(wrapped)
    def handler(event: dict[str, Any], _context: object) -> ProxyAnswer:
        try:
            response = answer(event)
        except Exception as error:  # noqa: BLE001 - every error becomes a problem response
            count_failure(error, route.name)
            response = _problem(error, event)
        _log(route, event, response)
        request_id = event["requestContext"]["requestId"]
        annotate(
            route=route.name, status=response.status, correlation_id=request_id, **response.facts
        )
        return _to_proxy_answer(response, event, origin)

    return observed(handler, correlation_id_path=API_GATEWAY_REST)


def _authorize(event: Event, route: AnyRoute, client_id: str) -> Actor:
    authorizer = event["requestContext"].get("authorizer") or {}
    actor = read_actor(authorizer.get("claims"), client_id)
    check_authorization(read_headers(event).get("authorization", ""))
    if actor.role not in route.roles:
        raise Forbidden("Your role does not permit this.")
    return actor


def _count_request(quota: TenantQuota, tenant: str, route: AnyRoute) -> None:
    try:
        quota.take(tenant, time())
    except Unavailable:
        # Fail open: while the counter is away, requests above the quota pass.
        count("TenantQuotaUnknown", route.name)


def _problem(error: Exception, event: Event) -> Response:
    status, members = problem_of(error)
    request_id = event["requestContext"]["requestId"]
    if status is HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.exception("unexpected error", extra={"request_id": request_id})
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "instance": quote(called_path(event), safe=PATH_CHARACTERS),
        "request_id": request_id,
    }
    headers = {"Content-Type": "application/problem+json"} | headers_of(error)
    return Response(status.value, body | members, headers)


def _log(route: AnyRoute, event: Event, response: Response) -> None:
    context = event["requestContext"]
    logger.info(
        "request",
        extra={
            "route": route.name,
            "method": route.method,
            "path": route.path,
            "status": response.status,
            "request_id": context["requestId"],
            "gateway_at": context.get("requestTimeEpoch"),
            **response.facts,
        },
    )


def _to_proxy_answer(response: Response, event: Event, origin: str) -> ProxyAnswer:
    body = response.body
    text = body.model_dump_json() if isinstance(body, BaseModel) else _dump(body)
    return {
        "statusCode": response.status,
        "headers": {
            **({"Content-Type": "application/json"} if text else {}),
            "Cache-Control": "no-store",
            "x-request-id": event["requestContext"]["requestId"],
            **_cors_headers(event, origin),
            **response.headers,
        },
        "body": text,
        "isBase64Encoded": False,
    }


def _dump(body: dict[str, Any] | None) -> str:
    return "" if body is None else json.dumps(body, ensure_ascii=False)


def _cors_headers(event: Event, origin: str) -> dict[str, str]:
    """Allow the console's origin and no other: https://fetch.spec.whatwg.org/#http-cors-protocol"""
    if read_headers(event).get("origin") != origin:
        return {"Vary": "Origin"}
    return {
        "Vary": "Origin",
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": EXPOSED_HEADERS,
    }
