"""One request to the emulator's gateway and its response back; which headers pass, which origin."""

import json
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector, web
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from callnotes_local.edge.guard import read_body
from callnotes_local.edge.problems import PROBLEM_CONTENT_TYPE, SERVER_NAME, problem_response
from callnotes_local.edge.settings import EdgeSettings
from callnotes_local.emulator.access.keys import SECRET_HEADER
from callnotes_local.emulator.handle import CALLED_PATH

# Below any idle limit of the emulator's server: a POST never meets a closing connection.
IDLE_CONNECTION_SECONDS = 3.0
# The gateway gives an integration 29 s: the edge must not be the one that gives up first.
RESPONSE_SECONDS = 35.0
# An emulator that has ended refuses at once; one that does not is only busy.
CONNECT_SECONDS = 10.0
RETRY_AFTER = {"Retry-After": "2"}
# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"}
HOP_BY_HOP |= {"proxy-authenticate", "proxy-authorization", "transfer-encoding"}
REQUEST_ONLY = HOP_BY_HOP | {"host", "content-length", "expect", "x-forwarded-for", SECRET_HEADER}
RESPONSE_ONLY = HOP_BY_HOP | {"content-length", "date", "server"}
ALLOW_ORIGIN = "Access-Control-Allow-Origin"
NEVER_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


def without(source: CIMultiDictProxy[str], dropped: set[str]) -> CIMultiDict[str]:
    """The headers but for those dropped here and those that end with this connection."""
    named = {name.strip().lower() for name in source.get("Connection", "").split(",")}
    kept = [(k, v) for k, v in source.items() if k.lower() not in dropped | named]
    return CIMultiDict(kept)


def allow_console(response: web.StreamResponse, origin: str | None, console_origin: str) -> None:
    """Let the console alone read responses, errors of the edge as those of the gateway."""
    headers = response.headers
    if "origin" not in headers.get("Vary", "").lower():
        headers.add("Vary", "Origin")
    if origin != console_origin:
        for name in [name for name in headers if name.lower().startswith("access-control-")]:
            headers.popall(name, None)
    elif response.status >= HTTPStatus.BAD_REQUEST and ALLOW_ORIGIN not in headers:
        headers[ALLOW_ORIGIN] = console_origin
        headers["Access-Control-Expose-Headers"] = "Retry-After, x-request-id"


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
    headers = without(request.headers, REQUEST_ONLY)
    headers["X-Forwarded-For"] = request.remote or "127.0.0.1"
    headers[CALLED_PATH] = request.raw_path.partition("?")[0]
    headers[SECRET_HEADER] = settings.secret
    try:
        async with session.request(
            request.method,
            URL(settings.upstream + request.raw_path, encoded=True),
            headers=headers,
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
        # The app and its gateway responses carry the request's id. This is the emulator's own error
        # of a failed integration, with the exception's text; AWS returns the gateway response.
        broken = upstream.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        detail = "Internal server error" if broken else "The request was refused."
        request_id = upstream.headers.get("x-amzn-requestid")
        return problem_response(upstream.status, detail, target, request_id=request_id)
    # The emulator does not render this variable of a gateway response's template.
    path = json.dumps(target.partition("?")[0])[1:-1].encode()
    body = body.replace(b'"instance":"$context.path"', b'"instance":"%s"' % path)
    return web.Response(status=upstream.status, headers=headers, body=body)
