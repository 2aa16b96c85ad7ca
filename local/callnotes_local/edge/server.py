"""The edge's server: guard, then route, then forward."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from aiohttp import ClientSession, web

from callnotes_local.edge.forwarding import allow_console, forward_request, open_session
from callnotes_local.edge.guard import check_head
from callnotes_local.edge.problems import SERVER_NAME, as_bytes, problem_response
from callnotes_local.edge.settings import EdgeSettings
from callnotes_local.emulator.asgi import RefusedError
from callnotes_local.system import process

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

# Wider than our own limits, so that an oversized head still gets our response.
PARSER_BYTES = 64 * 1024
WATCH_SECONDS = 1.0
DRAIN_SECONDS = 2.0
# How long a refused client may still send, so that it reads why.
LINGER_SECONDS = 2.0
# What runs here, and where to go next: no requests to elsewhere, no scripts.
PAGE = Path(__file__).with_name("page.html").read_text()
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
PAGE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Server": SERVER_NAME,
    "X-Content-Type-Options": "nosniff",
}

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
            detail = "Too many connections at once. Try again later."
            response = problem_response(503, detail, "/", headers={"Retry-After": "2"})
            transport.write(as_bytes(response))
            transport.close()

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002 (the server calls it so)
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002
    ) -> web.StreamResponse:
        """The response to a request that never reached the handler, or made it fail."""
        gone = isinstance(exc, ConnectionError)
        broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR and not gone
        if gone:
            log.info("the client went away")
        else:
            log.warning("error status=%d", status, exc_info=exc if broken else None)
        detail = "Internal server error" if broken else "The request is malformed."
        # Every problem names a path (RFC 9457's `instance`); here none was read.
        response = problem_response(status, detail, "/")
        response.force_close()
        return response


def make_handler(settings: EdgeSettings, session: ClientSession) -> Handler:
    """The function that responds to every request."""

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        try:
            response = await respond(request)
        except RefusedError as refused:
            response = problem_response(refused.status, str(refused), request.raw_path[:256])
            response.force_close()
        allow_console(response, request.headers.get("Origin"), settings.console_origin)
        return response

    async def respond(request: web.BaseRequest) -> web.Response:
        check_head(request, settings.port)
        path = request.raw_path.partition("?")[0]
        # What else a browser needs of the local cloud (links to objects, sockets, sign-in pages)
        # comes here, each by a path of its own: the emulator's port is closed to browsers.
        if path.startswith("/v1/"):
            if request.headers.get("Expect", "").lower() == "100-continue":
                await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                request.writer.output_size = 0
            return await forward_request(request, session, settings)
        if path == "/" and request.method in ("GET", "HEAD"):
            return web.Response(text=PAGE, content_type="text/html", headers=PAGE_HEADERS)
        return problem_response(404, "Nothing is served here; the API starts at /v1.", path)

    return handle


async def serve_edge(settings: EdgeSettings) -> None:
    """Serve until SIGTERM, SIGINT, SIGHUP or the emulator's end."""
    loop, stop = asyncio.get_running_loop(), process.stop_event()
    async with open_session() as session:
        manager = web.Server(make_handler(settings, session))
        listener = await loop.create_server(
            lambda: EdgeProtocol(manager, settings),
            process.LOOPBACK,
            settings.port,
            backlog=settings.max_connections,
        )
        log.info("listening port=%d upstream=%s", settings.port, settings.upstream)
        while settings.emulator.process() and not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), WATCH_SECONDS)
        log.info("ending: %s", "signal" if stop.is_set() else "the emulator has ended")
        listener.close()
        manager.pre_shutdown()
        await manager.shutdown(DRAIN_SECONDS)
