"""The launcher's own routes."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from typing import Any

from callnotes_local.emulator.asgi import Answer, App, Receive, Scope, Send, send_answer
from callnotes_local.emulator.functions.capacity import Capacity
from callnotes_local.emulator.handle import ADMIN_PATH
from callnotes_local.emulator.state.checkpoint import Checkpointer
from callnotes_local.emulator.state.state_store import NotOwnerError, UnsavedError


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
        except (UnsavedError, NotOwnerError) as error:
            return _json(500, {"message": str(error)})
        return _json(200, asdict(saved))


def serve_admin(inner: App, routes: Routes) -> App:
    """Wrap the emulator: our own routes, for whom the entrance lets in."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{ADMIN_PATH}/"):
            await inner(scope, receive, send)
            return
        name = scope["path"].removeprefix(f"{ADMIN_PATH}/")
        await send_answer(send, await routes.answer(scope["method"], name))

    return app


def _json(status: int, content: dict[str, Any]) -> Answer:
    return Answer(status, [(b"content-type", b"application/json")], json.dumps(content).encode())
