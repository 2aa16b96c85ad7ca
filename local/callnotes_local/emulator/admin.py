"""What the kit adds around the emulator: its own routes, and a 503 while nothing can be saved."""

import os
import uuid
from dataclasses import asdict

from callnotes_local.emulator import asgi
from callnotes_local.emulator.asgi import Answer, App, Receive, Scope, Send, json_answer
from callnotes_local.emulator.functions.capacity import Capacity
from callnotes_local.emulator.handle import ADMIN_PATH
from callnotes_local.emulator.settings import VERSION
from callnotes_local.emulator.state.changes import only_reading
from callnotes_local.emulator.state.checkpoint import Checkpointer, Failure
from callnotes_local.emulator.state.state_store import NotOwnerError, UnsavedError

GATEWAY_PATH = "/_aws/execute-api/"
HEALTH_PATHS = ("/_ministack/health", "/_localstack/health", "/health")


def serve_admin(inner: App, checkpointer: Checkpointer, capacity: Capacity) -> App:
    """Wrap the emulator: `status` and `checkpoint`, for callers that the entrance accepts."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(f"{ADMIN_PATH}/"):
            await inner(scope, receive, send)
            return
        match scope["method"], scope["path"].removeprefix(f"{ADMIN_PATH}/"):
            case "GET", "status":
                last, failure = checkpointer.last, checkpointer.failure
                own = {"ministack": VERSION, "pid": os.getpid()}
                saved = {"checkpoint": last and vars(last), "failure": failure and vars(failure)}
                response = json_answer(200, own | saved | {"environments": capacity.describe()})
            case "POST", "checkpoint":
                response = await _checkpoint(checkpointer)
            case method, name:
                response = json_answer(404, {"message": f"No route {method} {name}."})
        await asgi.send_answer(send, response)

    return app


async def _checkpoint(checkpointer: Checkpointer) -> Answer:
    try:
        return json_answer(200, asdict(await checkpointer.checkpoint()))
    except (UnsavedError, NotOwnerError) as error:
        return json_answer(500, {"message": str(error)})


def note_changes(inner: App, checkpointer: Checkpointer) -> App:
    """Wrap the emulator: what may have changed something leads to a checkpoint.

    While none succeeds, no client of the API gets a response that acknowledges a change.
    """

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path, changes = scope.get("path", ""), asgi.changes_state(scope)
        # What consumers do meanwhile is not lost: it follows again from what is saved.
        acknowledges = path in HEALTH_PATHS or (changes and path.startswith(GATEWAY_PATH))
        if checkpointer.failure and acknowledges:
            await asgi.send_answer(send, _refuse(checkpointer.failure))
            return
        touch = checkpointer.touch if changes else lambda: None
        touch()
        try:
            with only_reading(asgi.only_reads(scope)):
                await inner(scope, receive, send)
        finally:
            touch()

    return app


def _refuse(failure: Failure) -> Answer:
    request_id = str(uuid.uuid4())
    problem = {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": f"The local cloud cannot save: {failure.reason}. It retries by itself.",
        # The edge puts the path here, as into a gateway response.
        "instance": "$context.path",
        "request_id": request_id,
    }
    headers = {"retry-after": "2", "x-request-id": request_id}
    return json_answer(503, problem, {"content-type": "application/problem+json"} | headers)
