"""The one entrance of the emulator's port: who may come in, before any path is looked at.

A page that the user visits can send requests here; it can neither sign nor know the run's secret.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from ministack import app as emulator
from ministack.core.iam_evaluator import AuthError

from callnotes_local.emulator import seams
from callnotes_local.emulator.access.keys import SECRET_HEADER
from callnotes_local.emulator.access.request import Request, UnauthenticatedError
from callnotes_local.emulator.access.signature import read_claim
from callnotes_local.emulator.access.unsigned import OPEN_BYTES, is_open
from callnotes_local.emulator.asgi import (
    Answer,
    App,
    BodyTooLargeError,
    ClientGoneError,
    Message,
    Receive,
    Scope,
    Send,
    read_body,
    replay,
    send_answer,
)
from callnotes_local.emulator.handle import ADMIN_PATH, REGION
from callnotes_local.system.process import LOOPBACK

STAGES = "/_aws/execute-api/"
ADMINISTRATION = (f"{ADMIN_PATH}/", "/_ministack/", "/_localstack/")
# https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS, https://www.w3.org/TR/fetch-metadata/
OF_PAGES = ("origin", "referer", "access-control-request-method")
OF_PAGES_PREFIX = "sec-fetch-"
SENT_ONCE = ("authorization", "host", "x-amz-target", SECRET_HEADER)

# Whether this request is for an API: AWS credentials in it are the caller's text, and name nobody.
_at_stage: ContextVar[bool] = ContextVar("at_stage", default=False)


def install() -> None:
    """Let the emulator look for a caller's account and region in its own requests only."""
    seams.replace("ministack.app", "extract_access_key_id", _unless_at_stage(""))
    seams.replace("ministack.app", "extract_region", _unless_at_stage(REGION))


def _unless_at_stage(nothing: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    def wrap(original: Callable[..., str]) -> Callable[..., str]:
        def extract(*arguments: Any) -> str:
            return nothing if _at_stage.get() else original(*arguments)

        return extract

    return wrap


class RefusedError(Exception):
    """The request comes from where nothing may come, or is not to be read in one way only."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Entrance:
    """Wraps the emulator."""

    inner: App
    port: int
    run_secret: str
    # The name that containers use for this machine, while `callnotes sam-env --forward` runs.
    container_host: Callable[[], str | None]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.inner(scope, receive, send)
            return
        request = Request.of(scope)
        try:
            await self._admit(request, scope, receive, send)
        except RefusedError as refusal:
            await _refuse(scope, receive, send, _answer(refusal.status, str(refusal)))
        except UnauthenticatedError as refusal:
            await _refuse(scope, receive, send, _as_service(request, refusal))
        except BodyTooLargeError:
            await send_answer(send, _answer(413, f"Unsigned: {OPEN_BYTES} bytes at most."))
        except ClientGoneError:
            return

    async def _admit(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        _check_form(scope, request)
        self._check_host(request.headers.get("host", ""))
        scope = _without_secret(scope)
        if self._is_ours(request, scope["path"]):
            _at_stage.set(scope["path"].startswith(STAGES))
            await self.inner(scope, receive, send)
            return
        if any(name in OF_PAGES or name.startswith(OF_PAGES_PREFIX) for name in request.headers):
            raise RefusedError(403, "Not for browsers: they are served at the edge.")
        if is_open(request, scope):
            body = await read_body(receive, OPEN_BYTES)
            await self.inner(scope, replay(body, receive), _without_cors(send))
            return
        claim = read_claim(request)
        body = await read_body(receive)
        claim.verify(body)
        if scope["path"].startswith(ADMINISTRATION) and not claim.is_root:
            raise RefusedError(403, "Only the local administrator may do this.")
        await self.inner(scope, replay(body, receive), _without_cors(send))

    def _check_host(self, host: str) -> None:
        names = (LOOPBACK, "localhost")
        if host.lower() in (f"{name}:{self.port}" for name in names):
            return
        other = self.container_host()
        if other is None or host.lower() != f"{other}:{self.port}":
            raise RefusedError(403, f"Use http://{LOOPBACK}:{self.port}.")

    def _is_ours(self, request: Request, path: str) -> bool:
        given = request.headers.get(SECRET_HEADER)
        if given is None or not path.startswith((STAGES, f"{ADMIN_PATH}/")):
            return False
        return compare_digest(given.encode(), self.run_secret.encode())


def _check_form(scope: Scope, request: Request) -> None:
    names = [name.decode("latin-1").lower() for name, _ in scope["headers"]]
    if any(names.count(name) > 1 for name in SENT_ONCE):
        raise RefusedError(400, "A header is repeated.")
    if not request.raw_path.startswith("/"):
        raise RefusedError(400, "The address is malformed.")


def _without_secret(scope: Scope) -> Scope:
    kept = [(k, v) for k, v in scope["headers"] if k.lower() != SECRET_HEADER.encode()]
    return {**scope, "headers": kept}


def _without_cors(send: Send) -> Send:
    # The emulator invites every page in its answers.
    async def send_without(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = message.get("headers", [])
            kept = [(k, v) for k, v in headers if not k.lower().startswith(b"access-control-")]
            message = {**message, "headers": kept}
        await send(message)

    return send_without


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Answer) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    await send_answer(send, answer)


def _as_service(request: Request, refusal: UnauthenticatedError) -> Answer:
    error = AuthError(refusal.code, str(refusal))
    request_id = str(uuid.uuid4())
    status, headers, body = emulator._credential_failure(
        request.service, "", request_id, error, request.headers
    )
    sent = headers | {"x-amzn-requestid": request_id}
    return Answer(status, [(k.encode(), v.encode()) for k, v in sent.items()], body)


def _answer(status: int, message: str) -> Answer:
    content: dict[str, Any] = {"message": message}
    return Answer(status, [(b"content-type", b"application/json")], json.dumps(content).encode())
