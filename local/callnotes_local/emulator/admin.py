"""The launcher's own routes, and the guard of all routes that need no credential."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from callnotes_local.emulator.asgi import Answer, App, Receive, Scope, Send, header, send_answer
from callnotes_local.emulator.handle import ADMIN_PATH
from callnotes_local.process import LOOPBACK

GUARDED = (ADMIN_PATH, "/_ministack", "/_localstack")
Route = Callable[[], Awaitable[dict[str, Any]]]


def serve_admin(inner: App, routes: Mapping[tuple[str, str], Route]) -> App:
    """Wrap the emulator: our routes by (method, name), none of the open ones for browsers."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED):
            await inner(scope, receive, send)
        elif not _is_local_tool(scope):
            await send_answer(send, _json(403, {"message": "Not for browsers or other hosts."}))
        elif scope["path"].startswith(ADMIN_PATH):
            await send_answer(send, await _serve(scope, routes))
        else:
            await inner(scope, receive, send)

    return app


def _is_local_tool(scope: Scope) -> bool:
    # A page the user visits could otherwise reset his cloud: it sends Origin, or a foreign Host.
    host = header(scope, b"host").split(":")[0]
    return host in (LOOPBACK, "localhost") and not header(scope, b"origin")


async def _serve(scope: Scope, routes: Mapping[tuple[str, str], Route]) -> Answer:
    name = scope["path"].removeprefix(f"{ADMIN_PATH}/")
    route = routes.get((scope["method"], name))
    if route is None:
        return _json(404, {"message": f"No route {scope['method']} {scope['path']}."})
    return _json(200, await route())


def _json(status: int, content: dict[str, Any]) -> Answer:
    return Answer(status, [(b"content-type", b"application/json")], json.dumps(content).encode())
