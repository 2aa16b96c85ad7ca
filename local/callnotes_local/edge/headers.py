"""Which headers pass through the edge, in both directions."""

from collections.abc import MutableMapping

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from callnotes_local.cloud.names import CALLED_PATH
from callnotes_local.emulator.access.keys import SECRET_HEADER

# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
REQUEST_ONLY = HOP_BY_HOP | {"host", "content-length", "expect", "x-forwarded-for", SECRET_HEADER}
RESPONSE_ONLY = HOP_BY_HOP | {"content-length", "date", "server"}
CORS_PREFIX = "access-control-"
ALLOW_ORIGIN = "Access-Control-Allow-Origin"


def headers_for_upstream(request: web.BaseRequest, secret: str) -> CIMultiDict[str]:
    """The caller's end-to-end headers, the true peer address, and what lets us in."""
    headers = _without(request.headers, REQUEST_ONLY)
    headers["X-Forwarded-For"] = request.remote or "127.0.0.1"
    headers[CALLED_PATH] = request.raw_path.partition("?")[0]
    headers[SECRET_HEADER] = secret
    return headers


def headers_for_client(
    upstream: CIMultiDictProxy[str], origin: str | None, console_origin: str
) -> CIMultiDict[str]:
    """The answer's headers; the gateway's static CORS headers only for the console itself."""
    headers = _without(upstream, RESPONSE_ONLY)
    if origin != console_origin:
        for name in [name for name in headers if name.lower().startswith(CORS_PREFIX)]:
            headers.popall(name, None)
    return headers


def allow_console(
    headers: MutableMapping[str, str], origin: str | None, console_origin: str
) -> None:
    """Let the console read what the edge says itself, as it reads the gateway's errors."""
    headers.setdefault("Vary", "Origin")
    if origin == console_origin:
        headers[ALLOW_ORIGIN] = console_origin
        headers["Access-Control-Expose-Headers"] = "Retry-After, x-request-id"


def _without(source: CIMultiDictProxy[str], dropped: frozenset[str]) -> CIMultiDict[str]:
    named = {name.strip().lower() for name in source.get("Connection", "").split(",")}
    kept = [(k, v) for k, v in source.items() if k.lower() not in dropped | named]
    return CIMultiDict(kept)
