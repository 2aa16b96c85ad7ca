"""An upstream that returns the request it got, in the place of the emulator's gateway."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

from callnotes_local.edge.settings import EdgeSettings
from callnotes_local.system import process

PREFIX = "/_aws/execute-api/api/local"
SECRET = "secret-of-this-run"
CONSOLE_ORIGIN = "http://127.0.0.1:3000"


class EchoUpstream(BaseHTTPRequestHandler):
    """Returns the request; /v1/broken fails as the emulator does."""

    protocol_version = "HTTP/1.1"

    def respond(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "broken" in self.path:
            self._send(502, "application/json", {"message": "ValueError: secret text"})
            return
        asked = {
            "method": self.command,
            "path": self.path,
            "headers": list(self.headers.items()),
            "body": body.decode("latin-1"),
        }
        self._send(201, "application/json", asked)

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = respond  # noqa: N815 (the library calls so)

    def _send(self, status: int, content_type: str, value: object) -> None:
        payload = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("Access-Control-Allow-Origin", CONSOLE_ORIGIN)
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Connection", "x-internal")
        self.send_header("x-internal", "1")
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def edge_settings(upstream: str, owner: process.ProcessRecord, **limits: Any) -> EdgeSettings:
    port = process.find_free_port()
    return EdgeSettings(port, upstream, SECRET, CONSOLE_ORIGIN, owner, **limits)
