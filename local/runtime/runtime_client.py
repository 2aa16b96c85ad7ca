# ruff: noqa: INP001 - a module of the runtime folder, not of a package
"""Stands in for the compiled client of awslambdaric, which exists for Linux only.

The same four functions, over the Runtime API:
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

import functools
import os
import socket

INVOCATION = "/2018-06-01/runtime/invocation"
Headers = dict[str, str]


class Connection:
    """One connection that is kept, one request at a time."""

    def __init__(self, address: str) -> None:
        host, port = address.split(":")
        self._host = address
        self._socket = socket.create_connection((host, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")

    def request(
        self, method: str, path: str, body: bytes = b"", headers: Headers | None = None
    ) -> tuple[bytes, Headers]:
        """Send a request, return body and headers of its answer."""
        fields = {"Host": self._host, "Content-Length": str(len(body)), **(headers or {})}
        lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in fields.items()), "", ""]
        self._socket.sendall("\r\n".join(lines).encode() + body)
        status = self._answers.readline().split(b" ", 2)
        found = self._read_headers()
        answer = self._answers.read(int(found.get("Content-Length", "0")))
        if len(status) < 2 or not status[1].startswith(b"2"):
            raise RuntimeError(f"the Runtime API answered {status}")
        return answer, found

    def _read_headers(self) -> Headers:
        found: Headers = {}
        while line := self._answers.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            found[name] = value.strip()
        return found


@functools.cache
def connection() -> Connection:
    """Return the connection of this process to its Runtime API."""
    return Connection(os.environ["AWS_LAMBDA_RUNTIME_API"])


def initialize_client(_user_agent: str) -> None:
    """Do what the compiled client does at import: nothing is needed here."""


def next() -> tuple[bytes, Headers]:  # noqa: A001 - the name that awslambdaric calls
    """Wait for the next invocation."""
    return connection().request("GET", f"{INVOCATION}/next")


def post_invocation_result(
    invoke_id: str, result: bytes, content_type: str, _invocation_id: str | None = None
) -> None:
    """Send what the function returned."""
    path = f"{INVOCATION}/{invoke_id}/response"
    connection().request("POST", path, result, {"Content-Type": content_type})


def post_error(
    invoke_id: str, error: str, xray_fault: str, _invocation_id: str | None = None
) -> None:
    """Send what the function raised."""
    headers = {
        "Content-Type": "application/json",
        "Lambda-Runtime-Function-Error-Type": "Unhandled",
        "Lambda-Runtime-Function-XRay-Error-Cause": " ".join(xray_fault.splitlines()),
    }
    connection().request("POST", f"{INVOCATION}/{invoke_id}/error", error.encode(), headers)
