"""The edge's server: guard, then route, then forward."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import ClientSession, web

from callnotes_local.edge.forwarding import forward_request, open_session
from callnotes_local.edge.guard import Refusal, RefusedBodyError, refuse_request
from callnotes_local.edge.headers import ALLOW_ORIGIN, allow_console
from callnotes_local.edge.page import page_response
from callnotes_local.edge.problems import as_bytes, problem_response
from callnotes_local.edge.settings import EdgeSettings

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

LISTEN_HOST = "127.0.0.1"
# Wider than our own limits, so that an oversized head still gets our answer.
PARSER_BYTES = 64 * 1024
WATCH_SECONDS = 1.0
DRAIN_SECONDS = 2.0
# How long a refused client may still send, so that it reads why.
LINGER_SECONDS = 2.0

log = logging.getLogger("callnotes.edge")


class EdgeProtocol(web.RequestHandler):
    """One connection: few at a time, and problem JSON for what the HTTP parser refuses."""

    __slots__ = ("_max_connections",)

    def __init__(self, manager: web.Server, settings: EdgeSettings) -> None:
        super().__init__(
            manager,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]
            auto_decompress=False,
            max_line_size=PARSER_BYTES,
            max_field_size=PARSER_BYTES,
            # Runs from the start, and is not prolonged by a part of a head.
            keepalive_timeout=settings.head_seconds,
            lingering_time=LINGER_SECONDS,
        )
        self._max_connections = settings.max_connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Serve the connection, or refuse one too many."""
        manager = self._manager
        if manager is not None and len(manager.connections) < self._max_connections:
            super().connection_made(transport)
        elif isinstance(transport, asyncio.Transport):
            self.force_close()
            transport.write(as_bytes(busy_response()))
            transport.close()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 (the server calls it so)
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """The answer to a request that never reached, or broke, the handler."""
        gone = isinstance(exc, ConnectionError)
        broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR and not gone
        if gone:
            log.info("the client went away")
        else:
            log.warning("error status=%d", status, exc_info=exc if broken else None)
        detail = "Internal server error" if broken else "The request is malformed."
        response = problem_response(status, detail, "/")
        response.force_close()
        return response


def make_handler(settings: EdgeSettings, session: ClientSession) -> Handler:
    """The function that answers every request."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        response = await respond(request)
        if response.status >= HTTPStatus.BAD_REQUEST and ALLOW_ORIGIN not in response.headers:
            allow_console(response.headers, request.headers.get("Origin"), settings.console_origin)
        return response

    async def respond(request: web.BaseRequest) -> web.StreamResponse:
        refusal = refuse_request(request, settings.port)
        if refusal:
            return _refused(request, refusal)
        path = request.raw_path.partition("?")[0]
        # What else a browser needs of the local cloud (links to objects, sockets, sign-in pages)
        # comes here, each by a path of its own: the emulator's port is closed to browsers.
        if path.startswith("/v1/"):
            await _allow_body(request)
            try:
                return await forward_request(request, session, settings)
            except RefusedBodyError as error:
                return _refused(request, error.refusal)
        if path == "/" and request.method in ("GET", "HEAD"):
            return page_response()
        return problem_response(404, "Nothing is served here; the API starts at /v1.", path)

    return handle


async def serve_edge(settings: EdgeSettings) -> None:
    """Serve until SIGTERM, SIGINT, SIGHUP or the emulator's end."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    async with open_session() as session:
        manager = web.Server(make_handler(settings, session))
        listener = await loop.create_server(
            lambda: EdgeProtocol(manager, settings),
            LISTEN_HOST,
            settings.port,
            backlog=settings.max_connections,
        )
        log.info("listening port=%d upstream=%s", settings.port, settings.upstream)
        await _wait_for_end(settings, stop)
        listener.close()
        manager.pre_shutdown()
        await manager.shutdown(DRAIN_SECONDS)


async def _wait_for_end(settings: EdgeSettings, stop: asyncio.Event) -> None:
    while settings.emulator.process() is not None:
        try:
            await asyncio.wait_for(stop.wait(), WATCH_SECONDS)
        except TimeoutError:
            continue
        return
    log.info("the emulator is gone")


async def _allow_body(request: web.BaseRequest) -> None:
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0


def busy_response() -> web.Response:
    """The answer to a connection too many."""
    return problem_response(
        503, "Too many connections at once. Try again later.", "/", headers={"Retry-After": "2"}
    )


def _refused(request: web.BaseRequest, refusal: Refusal) -> web.Response:
    response = problem_response(refusal.status, refusal.detail, request.raw_path[:256])
    response.force_close()
    return response
