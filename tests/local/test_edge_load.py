"""Clients that are slow, many, or gone."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from callnotes_local.edge import handle
from callnotes_local.system import process
from tests.local.edge_client import ask
from tests.local.edge_upstream import edge_settings

CONNECTIONS = 8
HEAD_SECONDS = 1.0
BODY_SECONDS = 0.5


@pytest.fixture(scope="module")
def edge(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[handle.Edge]:
    limits = {
        "head_seconds": HEAD_SECONDS,
        "body_seconds": BODY_SECONDS,
        "max_connections": CONNECTIONS,
    }
    settings = edge_settings(upstream, process.ProcessRecord.of(os.getpid(), 0), **limits)
    started = handle.start(tmp_path_factory.mktemp("edge"), settings)
    yield started
    started.stop()


def connect(edge: handle.Edge) -> socket.socket:
    return socket.create_connection(("127.0.0.1", edge.record.port), timeout=10)


def head_of(edge: handle.Edge, method: str = "GET", *headers: str) -> bytes:
    lines = [f"{method} /v1/notes HTTP/1.1", f"Host: 127.0.0.1:{edge.record.port}", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def read_all(client: socket.socket) -> bytes:
    received = b""
    while chunk := client.recv(65536):
        received += chunk
    return received


@pytest.mark.parametrize("sent", [b"", b"GET /v1/notes HTTP/1.1\r\nHost: 127"])
def test_connection_without_a_whole_head_is_closed(edge: handle.Edge, sent: bytes) -> None:
    with connect(edge) as client:
        client.sendall(sent)
        assert read_all(client) == b""


def test_head_that_trickles_is_closed_after_its_deadline(edge: handle.Edge) -> None:
    """Each byte comes before the deadline of silence would end; all of them take too long."""
    with connect(edge) as client:
        client.sendall(b"GET /v1/notes HTTP/1.1\r\n")
        client.settimeout(HEAD_SECONDS / 4)
        for number in range(40):
            try:
                if client.recv(1) == b"":
                    return
            except TimeoutError:
                client.sendall(f"x-{number}: 1\r\n".encode())
            except ConnectionError:
                return
    pytest.fail("the connection stayed open")


def test_second_head_on_a_kept_connection_has_a_deadline_too(edge: handle.Edge) -> None:
    with connect(edge) as client:
        client.sendall(head_of(edge))
        assert client.recv(65536).startswith(b"HTTP/1.1 201")
        client.sendall(b"GET /v1/notes HTTP/1.1\r\n")
        assert b"HTTP/1.1" not in read_all(client)


@pytest.mark.parametrize("header", ["Content-Length: 100", "Transfer-Encoding: chunked"])
def test_body_that_does_not_arrive_is_408(edge: handle.Edge, header: str) -> None:
    with connect(edge) as client:
        client.sendall(head_of(edge, "POST", header) + b"5\r\n")
        received = read_all(client)
    assert received.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in received


def test_malformed_chunk_is_400(edge: handle.Edge) -> None:
    with connect(edge) as client:
        client.sendall(head_of(edge, "POST", "Transfer-Encoding: chunked") + b"zz\r\nbody\r\n")
        assert b" 400 " in read_all(client).splitlines()[0]


def test_connection_too_many_is_503_and_the_place_is_given_back(edge: handle.Edge) -> None:
    with ExitStack() as opened:
        first = [opened.enter_context(connect(edge)) for _ in range(CONNECTIONS)]
        # A response proves that the edge has taken all of them.
        first[-1].sendall(head_of(edge))
        assert first[-1].recv(65536).startswith(b"HTTP/1.1 201")
        with connect(edge) as one_more:
            received = read_all(one_more)
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 Service Unavailable")
    assert b"Retry-After: 2" in head
    assert b'"status": 503' in body
    assert process.wait_until(lambda: ask(edge, "/v1/notes").status == 201, 10)


@pytest.mark.parametrize("length", [100, 4], ids=["in its body", "before the response"])
def test_client_that_goes_away_is_no_error(edge: handle.Edge, length: int) -> None:
    for _ in range(5):
        with connect(edge) as client:
            client.sendall(head_of(edge, "POST", f"Content-Length: {length}") + b"body")
            # Reset, as when a client is killed.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    assert ask(edge, "/v1/notes").status == 201
    log = (edge.home / "edge.log").read_text()
    assert "Traceback" not in log
    assert "status=500" not in log
