"""One request to the emulator's gateway and its response back."""

import json
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector, web
from yarl import URL

from callnotes_local.edge.guard import read_body
from callnotes_local.edge.headers import RESPONSE_ONLY, headers_for_upstream, without
from callnotes_local.edge.problems import PROBLEM_CONTENT_TYPE, SERVER_NAME, problem_response
from callnotes_local.edge.settings import EdgeSettings

# Below any idle limit of the emulator's server: a POST never meets a closing connection.
IDLE_CONNECTION_SECONDS = 3.0
# The gateway gives an integration 29 s: the edge must not be the one that gives up first.
RESPONSE_SECONDS = 35.0
# An emulator that has ended refuses at once; one that does not is only busy.
CONNECT_SECONDS = 10.0
RETRY_AFTER = {"Retry-After": "2"}
NEVER_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


def open_session() -> ClientSession:
    """The pool of kept connections to the emulator."""
    return ClientSession(
        connector=TCPConnector(limit=0, keepalive_timeout=IDLE_CONNECTION_SECONDS),
        timeout=ClientTimeout(total=RESPONSE_SECONDS, sock_connect=CONNECT_SECONDS),
        auto_decompress=False,
        skip_auto_headers=NEVER_ADDED,
        trust_env=False,
    )


async def forward_request(
    request: web.BaseRequest, session: ClientSession, settings: EdgeSettings
) -> web.Response:
    """Send the request on, byte for byte in path, query and body; return what came back."""
    body = await read_body(request, settings.body_seconds)
    try:
        async with session.request(
            request.method,
            URL(settings.upstream + request.raw_path, encoded=True),
            headers=headers_for_upstream(request, settings.secret),
            data=body or None,
            allow_redirects=False,
        ) as upstream:
            return await _pass_on(upstream, request.raw_path)
    except (ClientError, TimeoutError, OSError):
        detail = "The local cloud does not answer. Run `callnotes status`, then `callnotes up`."
        return problem_response(503, detail, request.raw_path, headers=RETRY_AFTER)


async def _pass_on(upstream: ClientResponse, target: str) -> web.Response:
    headers = without(upstream.headers, RESPONSE_ONLY)
    headers["Server"] = SERVER_NAME
    body = await upstream.read()
    if upstream.status < HTTPStatus.BAD_REQUEST:
        return web.Response(status=upstream.status, headers=headers, body=body)
    if upstream.content_type != PROBLEM_CONTENT_TYPE and "x-request-id" not in headers:
        return _as_problem(upstream, target)
    # The emulator does not render this variable of a gateway response's template.
    path = json.dumps(target.partition("?")[0])[1:-1].encode()
    body = body.replace(b'"instance":"$context.path"', b'"instance":"%s"' % path)
    return web.Response(status=upstream.status, headers=headers, body=body)


def _as_problem(upstream: ClientResponse, target: str) -> web.Response:
    # The app and its gateway responses carry the request's id. This is the emulator's own error of
    # a failed integration, with the exception's text; AWS returns the gateway response.
    broken = upstream.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    detail = "Internal server error" if broken else "The request was refused."
    request_id = upstream.headers.get("x-amzn-requestid")
    return problem_response(upstream.status, detail, target, request_id=request_id)
