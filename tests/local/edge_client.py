"""A client that sends the edge exactly what a test says."""

import http.client
import json
import socket
from dataclasses import dataclass

from callnotes_local.edge.handle import Edge

PROBLEM_FIELDS = {"type", "title", "status", "detail", "instance", "request_id"}


@dataclass
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        value: dict[str, object] = json.loads(self.body)
        return value


def ask(
    edge: Edge,
    path: str,
    method: str = "GET",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    connection = http.client.HTTPConnection("127.0.0.1", edge.record.port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return Response(response.status, response.headers, response.read())
    finally:
        connection.close()


def send_raw(edge: Edge, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", edge.record.port), timeout=10) as client:
        client.sendall(data)
        received = b""
        while b"}" not in received:
            chunk = client.recv(65536)
            if not chunk:
                break
            received += chunk
        return received


def assert_problem(response: Response, status: int) -> None:
    assert response.status == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.json) == PROBLEM_FIELDS
    assert response.json["status"] == status
    assert response.headers["x-request-id"] == response.json["request_id"]
