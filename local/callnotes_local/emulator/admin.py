"""The launcher's own routes, and the guard of all routes that need no credential."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from callnotes_local.emulator.asgi import Answer, App, Receive, Scope, Send, header, send_answer
from callnotes_local.emulator.capacity import Capacity
from callnotes_local.emulator.checkpoint import Checkpointer, CheckpointError
from callnotes_local.emulator.handle import ADMIN_PATH
from callnotes_local.process import LOOPBACK

GUARDED = (ADMIN_PATH, "/_ministack", "/_localstack")


@dataclass(frozen=True)
class Routes:
    """What the launcher answers itself."""

    version: str
    checkpointer: Checkpointer
    capacity: Capacity

    async def answer(self, method: str, name: str) -> Answer:
        """Serve one route."""
        match method, name:
            case "GET", "status":
                return _json(200, self._status())
            case "POST", "checkpoint":
                return await self._checkpoint()
            case _:
                return _json(404, {"message": f"No route {method} {name}."})

    def _status(self) -> dict[str, Any]:
        own = {"ministack": self.version, "pid": os.getpid()} | self.checkpointer.describe()
        return own | {"environments": self.capacity.describe()}

    async def _checkpoint(self) -> Answer:
        try:
            saved = await self.checkpointer.checkpoint()
        except CheckpointError as error:
            return _json(500, {"message": str(error)})
        return _json(200, asdict(saved))


def serve_admin(inner: App, routes: Routes) -> App:
    """Wrap the emulator: our own routes, and none of the open ones for browsers."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(GUARDED):
            await inner(scope, receive, send)
        elif not _is_local_tool(scope):
            await send_answer(send, _json(403, {"message": "Not for browsers or other hosts."}))
        elif scope["path"].startswith(ADMIN_PATH):
            name = scope["path"].removeprefix(f"{ADMIN_PATH}/")
            await send_answer(send, await routes.answer(scope["method"], name))
        else:
            await inner(scope, receive, send)

    return app


def _is_local_tool(scope: Scope) -> bool:
    # A page the user visits could otherwise reset his cloud: it sends Origin, or a foreign Host.
    host = header(scope, b"host").split(":")[0]
    return host in (LOOPBACK, "localhost") and not header(scope, b"origin")


def _json(status: int, content: dict[str, Any]) -> Answer:
    return Answer(status, [(b"content-type", b"application/json")], json.dumps(content).encode())
