"""A raw HTTP client without credentials, which sends exactly the given bytes and headers."""

import http.client
import socket
from dataclasses import dataclass

HOST = "127.0.0.1"
SECONDS = 20


@dataclass(frozen=True)
class Reply:
    """What came back; header names in lower case, repeated ones joined."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def cors_headers(self) -> list[str]:
        return [name for name in self.headers if name.startswith("access-control-")]


def ask(
    port: int, request_line: str, headers: list[tuple[str, str]] | None = None, body: str = ""
) -> Reply:
    """Send one request: just these headers, a Host and a length when none is among them."""
    sent = list(headers or [])
    names = {name.lower() for name, _ in sent}
    if "host" not in names:
        sent.append(("Host", f"{HOST}:{port}"))
    if not names & {"content-length", "transfer-encoding"}:
        sent.append(("Content-Length", str(len(body.encode()))))
    lines = [f"{request_line} HTTP/1.1", *(f"{name}: {value}" for name, value in sent)]
    return send(port, "\r\n".join([*lines, "", body]).encode("latin-1"))


def send(port: int, request: bytes) -> Reply:
    """Send bytes as they are, and read one response."""
    with socket.create_connection((HOST, port), timeout=SECONDS) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection, method=request.split(b" ")[0].decode())
        answer.begin()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, headers, answer.read().decode("utf-8", "replace"))
