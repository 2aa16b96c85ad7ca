"""One request to the emulator's gateway and its answer back."""

import json
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector, web
from yarl import URL

from callnotes_local.edge.guard import read_body
from callnotes_local.edge.headers import headers_for_client, headers_for_upstream
from callnotes_local.edge.problems import PROBLEM_CONTENT_TYPE, SERVER_NAME, problem_response
from callnotes_local.edge.settings import EdgeSettings

# Below any idle limit of the emulator's server: a POST never meets a closing connection.
IDLE_CONNECTION_SECONDS = 3.0
# The gateway gives an integration 29 s: the edge must not be the one that gives up first.
ANSWER_SECONDS = 35.0
# Who is gone refuses at once; who does not is only busy.
CONNECT_SECONDS = 10.0
RETRY_AFTER_SECONDS = "2"
NEVER_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


def open_session() -> ClientSession:
    """The pool of kept connections to the emulator."""
    connector = TCPConnector(limit=0, keepalive_timeout=IDLE_CONNECTION_SECONDS)
    return ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=ANSWER_SECONDS, sock_connect=CONNECT_SECONDS),
        auto_decompress=False,
        skip_auto_headers=NEVER_ADDED,
        trust_env=False,
    )


async def forward_request(
    request: web.BaseRequest, session: ClientSession, settings: EdgeSettings
) -> web.Response:
    """Send the request on, byte for byte in path, query and body; answer what came back."""
    body = await read_body(request, settings.body_seconds)
    try:
        async with session.request(
            request.method,
            URL(settings.upstream + request.raw_path, encoded=True),
            headers=headers_for_upstream(request, settings.secret),
            data=body or None,
            allow_redirects=False,
        ) as answer:
            return await _answer(request, answer, settings)
    except (ClientError, TimeoutError, OSError):
        return _unavailable(request)


async def _answer(
    request: web.BaseRequest, answer: ClientResponse, settings: EdgeSettings
) -> web.Response:
    origin = request.headers.get("Origin")
    headers = headers_for_client(answer.headers, origin, settings.console_origin)
    if _is_emulators_own(answer):
        return _as_problem(request, answer)
    headers["Server"] = SERVER_NAME
    body = await answer.read()
    if answer.status >= HTTPStatus.BAD_REQUEST:
        body = _fill_path(body, request.raw_path)
    return web.Response(status=answer.status, headers=headers, body=body)


def _fill_path(problem: bytes, target: str) -> bytes:
    # The emulator does not render this variable of a gateway response's template.
    path = json.dumps(target.partition("?")[0])[1:-1]
    return problem.replace(b'"instance":"$context.path"', b'"instance":"%s"' % path.encode())


def _is_emulators_own(answer: ClientResponse) -> bool:
    # The app and its gateway responses name the request; what the emulator says itself does not.
    failed = answer.status >= HTTPStatus.BAD_REQUEST
    return (
        failed
        and answer.content_type != PROBLEM_CONTENT_TYPE
        and "x-request-id" not in answer.headers
    )


def _as_problem(request: web.BaseRequest, answer: ClientResponse) -> web.Response:
    # The emulator answers a failed integration itself, with the exception's text; on AWS the
    # gateway response speaks: nothing of the text may pass.
    request_id = answer.headers.get("x-amzn-requestid")
    broken = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    detail = "Internal server error" if broken else "The request was refused."
    return problem_response(answer.status, detail, request.raw_path, request_id=request_id)


def _unavailable(request: web.BaseRequest) -> web.Response:
    return problem_response(
        503,
        "The local cloud does not answer. Run `callnotes status`, then `callnotes up`.",
        request.raw_path,
        headers={"Retry-After": RETRY_AFTER_SECONDS},
    )
