"""A partner on loopback, as docs/configuration.md wants it."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from callnotes.adapters.http_partner import SIGNATURE, sign


class Server(ThreadingHTTPServer):
    """Knows the secrets of `accepted`; a message that they signed gets `status`.

    Actions in `refused` get 500; of the next `replies_to_lose` messages the sender hears nothing.
    """

    def __init__(self) -> None:
        self.status = 202
        self.accepted = ["first"]
        self.refused: frozenset[str] = frozenset()
        self.replies_to_lose = 0
        self.got: list[tuple[str | None, Any]] = []
        self.signatures: list[str] = []
        super().__init__(("127.0.0.1", 0), Answer)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def find_signer(self, body: bytes, signature: str) -> str | None:
        """Return the secret that made the signature, unless it is older than five minutes."""
        at = int(signature.partition(",")[0].removeprefix("t="))
        if abs(time.time() - at) > 300:
            return None
        return next((s for s in self.accepted if sign(body, s, at) == signature), None)


class Answer(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.signatures.append(self.headers[SIGNATURE])
        signer = self.server.find_signer(body, self.headers[SIGNATURE])
        content = json.loads(body)
        if signer and self.path == "/credentials":
            self.server.accepted = [signer, content["secret"]]
        elif signer:
            self.server.got.append((self.headers["Idempotency-Key"], content))
        if self.server.replies_to_lose:
            self.server.replies_to_lose -= 1
            self.close_connection = True
            return
        self.send_response(self.find_status(content) if signer else 401)
        self.send_header("Location", self.server.address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def find_status(self, content: Any) -> int:
        return 500 if content.get("action") in self.server.refused else self.server.status

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serve_partner() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()
