"""The edge's own errors: RFC 9457 problem JSON in the product's shape."""

import json
from http import HTTPStatus
from uuid import uuid4

from aiohttp import web
from multidict import CIMultiDict

PROBLEM_CONTENT_TYPE = "application/problem+json"
SERVER_NAME = "callnotes"


def problem_response(
    status: int,
    detail: str,
    instance: str,
    *,
    request_id: str | None = None,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """An error response with a request id of its own, or the upstream's."""
    request_id = request_id or str(uuid4())
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance.partition("?")[0],
        "request_id": request_id,
    }
    own = {"Content-Type": PROBLEM_CONTENT_TYPE, "x-request-id": request_id, "Server": SERVER_NAME}
    payload = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(status=status, body=payload, headers=CIMultiDict(own | (headers or {})))


def as_bytes(response: web.Response) -> bytes:
    """The whole response as it goes over a connection that ends with it."""
    body = (response.text or "").encode()
    lines = [f"HTTP/1.1 {response.status} {response.reason}"]
    lines += [f"{name}: {value}" for name, value in response.headers.items()]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body
