"""What the edge refuses before anything reaches the emulator."""

import asyncio

from aiohttp import web

from callnotes_local.emulator.asgi import RefusedError

# The first three are API Gateway's quotas; the address limit is what common proxies use.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MAX_BODY_BYTES = 10 * 1024 * 1024
MAX_HEADER_BYTES = 10_240
MAX_TARGET_BYTES = 8_192
# The gateway would join its values, and two keys become a third.
SENT_ONCE = "Idempotency-Key"


def check_head(request: web.BaseRequest, port: int) -> None:
    """Raise RefusedError for the first rule that the head of a request breaks."""
    if request.headers.get("Host", "").lower() not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        # A page of another site may point its own name at 127.0.0.1 (DNS rebinding).
        detail = f"Use http://127.0.0.1:{port}; other host names are refused."
        raise RefusedError(403, detail)
    _check_target(request.raw_path)
    _check_headers(request)
    _check_length(request.content_length or 0)


async def read_body(request: web.BaseRequest, seconds: float) -> bytes:
    """The whole body; RefusedError as soon as it passes the limit or the deadline."""
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                body += chunk
                _check_length(len(body))
    except TimeoutError:
        raise RefusedError(408, "The body did not arrive in time.") from None
    except web.RequestPayloadError:
        raise RefusedError(400, "The body is malformed.") from None
    return bytes(body)


def _check_target(target: str) -> None:
    if len(target) > MAX_TARGET_BYTES:
        raise RefusedError(414, f"The address is longer than {MAX_TARGET_BYTES} bytes.")
    if not target.startswith("/") or not target.isascii() or not target.isprintable():
        raise RefusedError(400, "The address is malformed.")


def _check_headers(request: web.BaseRequest) -> None:
    if sum(len(name) + len(value) for name, value in request.raw_headers) > MAX_HEADER_BYTES:
        raise RefusedError(400, f"The headers are larger than {MAX_HEADER_BYTES} bytes.")
    if len(request.headers.getall(SENT_ONCE, ())) > 1:
        raise RefusedError(400, f"The header {SENT_ONCE} is repeated. Send it once.")
    try:
        for _, value in request.raw_headers:
            value.decode()
    except UnicodeDecodeError:
        # Sent on, such bytes would be lost, and two different values become one.
        raise RefusedError(400, "The headers are not UTF-8.") from None


def _check_length(length: int) -> None:
    if length > MAX_BODY_BYTES:
        raise RefusedError(413, f"The body is larger than {MAX_BODY_BYTES} bytes.")
