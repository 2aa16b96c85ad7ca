"""A client that sends the edge exactly what a test says."""

import http.client
import json
import socket
from dataclasses import dataclass

from callnotes_local.edge.handle import Edge

PROBLEM_FIELDS = {"type", "title", "status", "detail", "instance", "request_id"}


@dataclass
class Answer:
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
) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", edge.record.port, timeout=10)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
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


def assert_problem(answer: Answer, status: int) -> None:
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(answer.json) == PROBLEM_FIELDS
    assert answer.json["status"] == status
    assert answer.headers["x-request-id"] == answer.json["request_id"]
