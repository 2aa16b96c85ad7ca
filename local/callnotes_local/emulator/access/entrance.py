"""The one entrance of the emulator's port: each request is authenticated before its path is read.

A page that the user visits can send requests here; it can neither sign nor know the run's secret.
"""

import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from hmac import compare_digest
from typing import Any

from ministack import app as emulator
from ministack.core import router
from ministack.core.iam_actions import unsigned_operations
from ministack.core.iam_evaluator import AuthError
from ministack.services import cognito

from callnotes_local.emulator import asgi, seams
from callnotes_local.emulator.access.keys import SECRET_HEADER
from callnotes_local.emulator.access.signature import Request, UnauthenticatedError, read_claim
from callnotes_local.emulator.asgi import (
    Answer,
    App,
    Headers,
    Message,
    Receive,
    RefusedError,
    Scope,
    Send,
)
from callnotes_local.emulator.handle import ADMIN_PATH
from callnotes_local.emulator.settings import REGION
from callnotes_local.system.process import LOOPBACK

STAGES = "/_aws/execute-api/"
ADMINISTRATION = (f"{ADMIN_PATH}/", "/_ministack/", "/_localstack/", "/TraceSummaries", "/Traces")
# https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS, https://www.w3.org/TR/fetch-metadata/
OF_PAGES = ("origin", "referer", "access-control-request-method", "sec-fetch-")
SENT_ONCE = ("authorization", "host", "x-amz-target", SECRET_HEADER)
# An unsigned body is read before it is checked. A compressed one is larger than it looks: the
# emulator inflates it without a limit.
OPEN_BYTES = 256 * 1024
NEVER_OPEN = {"authorization", "content-encoding"}
COGNITO = "AWSCognitoIdentityProviderService"
# https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
POOL_DOCUMENT = re.compile(r"/(.+)/\.well-known/(?:jwks\.json|openid-configuration)")

# Whether this request is for an API: AWS credentials in it are the caller's text, no identity.
_at_stage: ContextVar[bool] = ContextVar("at_stage", default=False)


def install() -> None:
    """Let the emulator look for a caller's account and region in its own requests only."""
    seams.wrap("ministack.app", "extract_access_key_id", partial(_unless_at_stage, ""))
    seams.wrap("ministack.app", "extract_region", partial(_unless_at_stage, REGION))


def _unless_at_stage(instead: str, original: Callable[..., str], *request: Any) -> str:
    return instead if _at_stage.get() else original(*request)


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
            answer = asgi.json_answer(refusal.status, {"message": str(refusal)})
            await _refuse(scope, receive, send, answer)
        except UnauthenticatedError as refusal:
            await _refuse(scope, receive, send, _as_service(request, refusal))
        except asgi.ClientGoneError:
            return

    async def _admit(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        _check_form(scope, request)
        self._check_host(request.headers.get("host", "").lower())
        scope = {**scope, "headers": _without(scope["headers"], SECRET_HEADER)}
        given = request.headers.get(SECRET_HEADER, "").encode()
        is_served = scope["path"].startswith((STAGES, f"{ADMIN_PATH}/"))
        if is_served and compare_digest(given, self.run_secret.encode()):
            _at_stage.set(scope["path"].startswith(STAGES))
            await self.inner(scope, receive, send)
            return
        if any(name.startswith(OF_PAGES) for name in request.headers):
            raise RefusedError(403, "Not for browsers: they are served at the edge.")
        if scope["type"] == "http" and is_open(request):
            body = await asgi.read_body(receive, OPEN_BYTES)
        else:
            claim = read_claim(request)
            body = await asgi.read_body(receive)
            claim.verify(body)
            is_root = claim.credential.principal_type == "Root"
            if scope["path"].startswith(ADMINISTRATION) and not is_root:
                raise RefusedError(403, "Only the local administrator may do this.")
        await self.inner(scope, asgi.replay(body, receive), _without_cors(send))

    def _check_host(self, host: str) -> None:
        if host in (f"{LOOPBACK}:{self.port}", f"localhost:{self.port}"):
            return
        other = self.container_host()
        if other is None or host != f"{other}:{self.port}":
            raise RefusedError(403, f"Use http://{LOOPBACK}:{self.port}.")


def is_open(request: Request) -> bool:
    """Whether AWS serves this without a signature, and so do we.

    The operations are those that the SDK's model leaves unsigned; they ask for a password, a code
    or an access token: https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
    """
    if request.query or not NEVER_OPEN.isdisjoint(request.headers):
        return False
    if request.method == "GET":
        document = POOL_DOCUMENT.fullmatch(request.raw_path)
        return document is not None and cognito._get_pool_unscoped(document[1]) is not None
    service, _, operation = request.headers.get("x-amz-target", "").partition(".")
    called = (request.method, request.raw_path, service) == ("POST", "/", COGNITO)
    return called and operation in unsigned_operations("cognito-idp")


def _check_form(scope: Scope, request: Request) -> None:
    names = [name.decode("latin-1").lower() for name, _ in scope["headers"]]
    if any(names.count(name) > 1 for name in SENT_ONCE):
        raise RefusedError(400, "A header is repeated.")
    if not request.raw_path.startswith("/"):
        raise RefusedError(400, "The address is malformed.")


def _without(headers: Headers, prefix: str) -> Headers:
    return [
        (name, value) for name, value in headers if not name.lower().startswith(prefix.encode())
    ]


def _without_cors(send: Send) -> Send:
    # The emulator allows every origin in its responses.
    async def send_without(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _without(message["headers"], "access-control-")}
        await send(message)

    return send_without


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Answer) -> None:
    if scope["type"] == "http":
        await asgi.send_answer(send, answer)
        return
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def _as_service(request: Request, refusal: UnauthenticatedError) -> Answer:
    path, headers = request.raw_path, request.headers
    service = router.detect_service(request.method, path, headers, request.query)
    error, request_id = AuthError(refusal.code, str(refusal)), str(uuid.uuid4())
    status, sent, body = emulator._credential_failure(service, "", request_id, error, headers)
    sent |= {"x-amzn-requestid": request_id}
    return Answer(status, [(k.encode(), v.encode()) for k, v in sent.items()], body)
