"""A page of a foreign origin in a real browser, and what it could do."""

import json
import os
import shutil
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest

PAGE = Path(__file__).with_name("foreign_page.html")
SECONDS = 120
# The name stands for any site whose author points it at this machine.
FOREIGN_NAME = "evil.example"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A guard of the browser's own must not stand in for ours.
    "--disable-features=LocalNetworkAccessChecks",
    f"--host-resolver-rules=MAP {FOREIGN_NAME} 127.0.0.1",
)
WEBSOCKET_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def find_browser() -> str:
    """Return Chromium; without it the test is skipped, and fails where CI must have it."""
    found = shutil.which("chromium")
    if found is None:
        missing = "Chromium is not installed (Debian: apt-get install chromium)."
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """Serve on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class Quiet(BaseHTTPRequestHandler):
    """A handler that reads what it is sent and writes no log."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""

    def read_body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, content: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in (("Content-Length", str(len(content))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@dataclass
class OpenServer:
    """What the local cloud must not be: it lets every page in, and remembers what came."""

    arrivals: list[str] = field(default_factory=list)

    @property
    def handler(self) -> type[BaseHTTPRequestHandler]:
        arrivals = self.arrivals

        class Open(Quiet):
            def serve(self) -> None:
                body = self.read_body().decode("latin-1")
                arrivals.append(f"{self.command} {self.path} {body}")
                if "Sec-WebSocket-Key" in self.headers:
                    self._accept()
                    return
                allowed = [
                    ("Access-Control-Allow-" + n, "*") for n in ("Origin", "Headers", "Methods")
                ]
                kind = "image/svg+xml" if "/image" in self.path else "text/css"
                self.answer(
                    b"<svg xmlns='http://www.w3.org/2000/svg'/>", *allowed, ("Content-Type", kind)
                )

            def _accept(self) -> None:
                key = self.headers["Sec-WebSocket-Key"].encode() + WEBSOCKET_GUID
                self.send_response(101)
                self.send_header("Upgrade", "websocket")
                self.send_header("Connection", "Upgrade")
                accept = b64encode(sha1(key, usedforsecurity=False).digest()).decode()
                self.send_header("Sec-WebSocket-Accept", accept)
                self.end_headers()

            do_GET = do_POST = do_PUT = do_OPTIONS = serve  # noqa: N815 (the library calls so)

        return Open


def visit(target: str, user: str, host: str = "127.0.0.1") -> list[str]:
    """Let a browser open the page on `host`, which attacks `target`; return what it read."""
    reports: Queue[list[str]] = Queue()

    class Page(Quiet):
        def do_GET(self) -> None:
            self.answer(PAGE.read_bytes(), ("Content-Type", "text/html; charset=utf-8"))

        def do_POST(self) -> None:
            reports.put(json.loads(self.read_body()))
            self.answer(b"")

    order = quote(json.dumps({"target": target, "user": user}))
    with serving(Page) as port, _browsing(f"http://{host}:{port}/#{order}"):
        return reports.get(timeout=SECONDS)


@contextmanager
def _browsing(url: str) -> Iterator[None]:
    with TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        browser = subprocess.Popen(
            [find_browser(), *FLAGS, f"--user-data-dir={profile}", url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": profile},
        )
        try:
            yield
        finally:
            browser.terminate()
            browser.wait(timeout=20)
