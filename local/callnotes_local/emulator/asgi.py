"""The few ASGI pieces that our layers around the emulator share."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

READING_ACTIONS = ("BatchGet", "Describe", "Get", "List", "Query", "Scan", "TransactGet")


@dataclass(frozen=True)
class Answer:
    """A whole HTTP response."""

    status: int
    headers: Headers
    body: bytes


def json_answer(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Answer:
    """Return a response in JSON, or in the kind of JSON that `headers` name."""
    sent = {"content-type": "application/json"} | dict(headers or {})
    body = json.dumps(content, separators=(",", ":")).encode()
    return Answer(status, [(name.encode(), value.encode()) for name, value in sent.items()], body)


def changes_state(scope: Scope) -> bool:
    """Tell whether a request may change something: every method but GET, HEAD and OPTIONS."""
    return scope["type"] == "http" and scope["method"] not in ("GET", "HEAD", "OPTIONS")


def only_reads(scope: Scope) -> bool:
    """Tell whether a request certainly changes nothing: a GET, or an action such as Query."""
    if not changes_state(scope):
        return True
    return header(scope, b"x-amz-target").rpartition(".")[2].startswith(READING_ACTIONS)


class ClientGoneError(Exception):
    """The client disconnected before its request was complete."""


class RefusedError(Exception):
    """The request goes no further; the response has this status and text."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def header(scope: Scope, name: bytes) -> str:
    """Return a request header, or the empty text."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


async def read_body(receive: Receive, limit: int | None = None) -> bytes:
    """Read a request to its end; raise ClientGoneError, or RefusedError past the limit."""
    chunks: list[bytes] = []
    while True:
        if limit is not None and sum(map(len, chunks)) > limit:
            raise RefusedError(413, f"Unsigned: {limit} bytes at most.")
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def replay(body: bytes, then: Receive) -> Receive:
    """Return a `receive` that delivers a body that was read already, then what `then` does."""
    unread = [body]

    async def receive() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        return await then()

    return receive


async def send_answer(send: Send, answer: Answer) -> None:
    """Send a whole response, with its length."""
    headers = [(k, v) for k, v in answer.headers if k.lower() != b"content-length"]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
