"""What the edge refuses before anything reaches the emulator."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

# The first three are API Gateway's quotas; the address limit is what common proxies use.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_HEADER_BYTES = 10_240
MAX_TARGET_BYTES = 8_192


@dataclass(frozen=True)
class Refusal:
    """Why a request goes no further."""

    status: int
    detail: str


class RefusedBodyError(Exception):
    """What came of the body is refused; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


TOO_LARGE = Refusal(413, f"The body is larger than {MAX_BODY_BYTES} bytes.")
TOO_SLOW = Refusal(408, "The body did not arrive in time.")
MALFORMED = Refusal(400, "The body is malformed.")


def refuse_request(request: web.BaseRequest, port: int) -> Refusal | None:
    """The first rule that the request breaks, read from its head alone."""
    if request.headers.get("Host", "").lower() not in allowed_hosts(port):
        # A page of another site may point its own name at 127.0.0.1 (DNS rebinding).
        return Refusal(403, f"Use http://127.0.0.1:{port}; other host names are refused.")
    return _refuse_target(request.raw_path) or _refuse_size(request) or _refuse_bytes(request)


def allowed_hosts(port: int) -> frozenset[str]:
    """The values of the Host header that mean this edge."""
    return frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})


async def read_body(request: web.BaseRequest, seconds: float) -> bytes:
    """The whole body; RefusedBodyError as soon as it passes the limit or the deadline."""
    if not request.can_read_body:
        return b""
    try:
        async with asyncio.timeout(seconds):
            return await _read_limited(request)
    except TimeoutError:
        raise RefusedBodyError(TOO_SLOW) from None
    except web.RequestPayloadError:
        raise RefusedBodyError(MALFORMED) from None


async def _read_limited(request: web.BaseRequest) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise RefusedBodyError(TOO_LARGE)
    return bytes(body)


def _refuse_target(target: str) -> Refusal | None:
    if len(target) > MAX_TARGET_BYTES:
        return Refusal(414, f"The address is longer than {MAX_TARGET_BYTES} bytes.")
    if not target.startswith("/") or not target.isascii() or not target.isprintable():
        return Refusal(400, "The address is malformed.")
    return None


def _refuse_size(request: web.BaseRequest) -> Refusal | None:
    if sum(len(name) + len(value) for name, value in request.raw_headers) > MAX_HEADER_BYTES:
        return Refusal(400, f"The headers are larger than {MAX_HEADER_BYTES} bytes.")
    if (request.content_length or 0) > MAX_BODY_BYTES:
        return TOO_LARGE
    return None


def _refuse_bytes(request: web.BaseRequest) -> Refusal | None:
    # Sent on, such bytes would be lost, and two different values become one.
    try:
        for _, value in request.raw_headers:
            value.decode()
    except UnicodeDecodeError:
        return Refusal(400, "The headers are not UTF-8.")
    return None
