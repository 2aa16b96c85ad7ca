"""The Runtime API of one execution environment, on loopback.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import queue
import socketserver
import sys
import threading
from typing import Any

from callnotes_local.system.process import LOOPBACK

# How soon `close` is noticed; requests do not wait for it.
CLOSE_POLL_SECONDS = 0.1
BUFFER_BYTES = 65536


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A killed environment leaves half-closed connections behind: nothing to report.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class RuntimeApi:
    """Serves the emulator's handlers without their 40 ms per answer."""

    def __init__(self, worker: Any, generation: int) -> None:
        self.pending: queue.Queue[Any] = queue.Queue(maxsize=1)
        handlers = worker._build_handler_class(generation, self.pending)
        # Head and body in one packet: two of them wait for the client's delayed acknowledgement.
        options = {"wbufsize": BUFFER_BYTES, "disable_nagle_algorithm": True}
        self._server = _Server((LOOPBACK, 0), type("Handlers", (handlers,), options))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(CLOSE_POLL_SECONDS,), daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self._server.server_address[1]}"

    def close(self) -> None:
        """Stop listening; handlers that still wait see the end of their generation."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=2)
