"""Which headers pass through the edge, and which origin may read a response."""

from http import HTTPStatus

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from callnotes_local.emulator.access.keys import SECRET_HEADER
from callnotes_local.emulator.handle import CALLED_PATH

# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "upgrade"}
HOP_BY_HOP |= {"proxy-authenticate", "proxy-authorization", "transfer-encoding"}
REQUEST_ONLY = HOP_BY_HOP | {"host", "content-length", "expect", "x-forwarded-for", SECRET_HEADER}
RESPONSE_ONLY = HOP_BY_HOP | {"content-length", "date", "server"}
ALLOW_ORIGIN = "Access-Control-Allow-Origin"


def headers_for_upstream(request: web.BaseRequest, secret: str) -> CIMultiDict[str]:
    """The caller's end-to-end headers, the true peer address, and the secret of the run."""
    headers = without(request.headers, REQUEST_ONLY)
    headers["X-Forwarded-For"] = request.remote or "127.0.0.1"
    headers[CALLED_PATH] = request.raw_path.partition("?")[0]
    headers[SECRET_HEADER] = secret
    return headers


def without(source: CIMultiDictProxy[str], dropped: set[str]) -> CIMultiDict[str]:
    """The headers but for those dropped here and those that end with this connection."""
    named = {name.strip().lower() for name in source.get("Connection", "").split(",")}
    kept = [(k, v) for k, v in source.items() if k.lower() not in dropped | named]
    return CIMultiDict(kept)


def allow_console(response: web.StreamResponse, origin: str | None, console_origin: str) -> None:
    """Let the console alone read responses, errors of the edge as those of the gateway."""
    headers = response.headers
    if "origin" not in headers.get("Vary", "").lower():
        headers.add("Vary", "Origin")
    if origin != console_origin:
        for name in [name for name in headers if name.lower().startswith("access-control-")]:
            headers.popall(name, None)
    elif response.status >= HTTPStatus.BAD_REQUEST and ALLOW_ORIGIN not in headers:
        headers[ALLOW_ORIGIN] = console_origin
        headers["Access-Control-Expose-Headers"] = "Retry-After, x-request-id"
