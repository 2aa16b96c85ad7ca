"""The edge, called over real sockets."""

import http.client

import pytest

from callnotes_local.edge.guard import MAX_BODY_BYTES
from callnotes_local.edge.handle import Edge
from callnotes_local.emulator.access.keys import SECRET_HEADER
from callnotes_local.emulator.handle import CALLED_PATH
from tests.local.edge_client import ask, assert_problem, send_raw
from tests.local.edge_upstream import CONSOLE_ORIGIN, PREFIX, SECRET


def test_path_query_method_and_body_pass_byte_for_byte(edge: Edge) -> None:
    path = "/v1/notes/a%2Fb/../%7Ex?q=%ED%95%9C&q=+1&empty="
    response = ask(edge, path, "PUT", b"\x00\xff body")
    assert response.status == 201
    assert response.json["path"] == PREFIX + path
    assert response.json["method"] == "PUT"
    assert response.json["body"] == "\x00\xff body"


def test_headers_pass_without_hop_by_hop_and_forged_peer(edge: Edge) -> None:
    sent = {
        "If-Match": '"1"',
        "Connection": "x-secret",
        "x-secret": "1",
        "X-Forwarded-For": "9.9.9.9",
        SECRET_HEADER: "forged",
    }
    headers = ask(edge, "/v1/notes", headers=sent).json["headers"]
    assert isinstance(headers, list)
    seen = {name.lower(): value for name, value in headers}
    assert [value for name, value in headers if name.lower() == SECRET_HEADER] == [SECRET]
    assert seen["if-match"] == '"1"'
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert "x-secret" not in seen
    assert "content-type" not in seen


def test_response_keeps_repeated_headers_and_hides_the_emulator(edge: Edge) -> None:
    headers = ask(edge, "/v1/notes").headers
    assert headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert headers["Server"] == "callnotes"
    assert headers["x-internal"] is None


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1:30001"])
def test_cors_headers_are_dropped_for_other_origins(edge: Edge, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    for method in ("GET", "OPTIONS"):
        response = ask(edge, "/v1/notes", method, headers=headers)
        assert response.headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("path", ["/health", "/v1/notes?q=" + "a" * 8_500, "/v1/broken"])
def test_console_may_read_errors_of_the_edge_and_no_other_page(edge: Edge, path: str) -> None:
    allowed = {
        origin: ask(edge, path, headers={"Origin": origin}).headers["Access-Control-Allow-Origin"]
        for origin in (CONSOLE_ORIGIN, "http://evil.example", "null")
    }
    assert allowed == {CONSOLE_ORIGIN: CONSOLE_ORIGIN, "http://evil.example": None, "null": None}


@pytest.mark.parametrize("origin", [None, CONSOLE_ORIGIN, "http://evil.example"])
@pytest.mark.parametrize(
    ("path", "upstreams"), [("/v1/notes", ["Accept-Encoding"]), ("/v1/broken", []), ("/health", [])]
)
def test_response_varies_by_origin(
    edge: Edge, path: str, upstreams: list[str], origin: str | None
) -> None:
    response = ask(edge, path, headers={"Origin": origin} if origin else {})
    assert response.headers.get_all("Vary") == [*upstreams, "Origin"]


def test_upstream_gets_the_called_path_and_not_a_forged_one(edge: Edge) -> None:
    sent = {"X-Callnotes-Called-Path": "/forged"}
    headers = ask(edge, "/v1/notes/a%2Fb?q=1", headers=sent).json["headers"]
    assert isinstance(headers, list)
    called = [value for name, value in headers if name.lower() == CALLED_PATH]
    assert called == ["/v1/notes/a%2Fb"]


def test_cors_headers_pass_for_the_console(edge: Edge) -> None:
    response = ask(edge, "/v1/notes", headers={"Origin": CONSOLE_ORIGIN})
    assert response.headers["Access-Control-Allow-Origin"] == CONSOLE_ORIGIN


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil:3000"]
)
def test_foreign_host_is_refused(edge: Edge, host: str) -> None:
    assert_problem(ask(edge, "/v1/notes", headers={"Host": host}), 403)


def test_localhost_is_accepted(edge: Edge) -> None:
    response = ask(edge, "/v1/notes", headers={"Host": f"localhost:{edge.record.port}"})
    assert response.status == 201


def test_oversized_body_is_refused_before_it_is_sent(edge: Edge) -> None:
    head = f"POST /v1/notes HTTP/1.1\r\nHost: 127.0.0.1:{edge.record.port}\r\n"
    head += f"Content-Length: {MAX_BODY_BYTES + 1}\r\nExpect: 100-continue\r\n\r\n"
    assert send_raw(edge, head.encode()).startswith(b"HTTP/1.1 413 ")


def test_body_of_the_limit_passes_and_a_longer_stream_does_not(edge: Edge) -> None:
    assert ask(edge, "/v1/notes", "POST", b"x" * MAX_BODY_BYTES).status == 201
    connection = http.client.HTTPConnection("127.0.0.1", edge.record.port, timeout=10)
    chunks = (b"x" * 1024 * 1024 for _ in range(11))
    connection.request("POST", "/v1/notes", chunks, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


@pytest.mark.parametrize(("length", "status"), [(8_500, 414), (20_000, 414), (90_000, 400)])
def test_long_address_is_refused(edge: Edge, length: int, status: int) -> None:
    assert_problem(ask(edge, "/v1/notes?q=" + "a" * length), status)


def test_large_headers_are_refused(edge: Edge) -> None:
    assert_problem(ask(edge, "/v1/notes", headers={"x-large": "a" * 11_000}), 400)


def test_headers_that_are_not_utf8_are_refused(edge: Edge) -> None:
    assert_problem(ask(edge, "/v1/notes", headers={"Idempotency-Key": "k\u00e9"}), 400)


def test_repeated_idempotency_key_is_refused(edge: Edge) -> None:
    head = f"POST /v1/notes HTTP/1.1\r\nHost: 127.0.0.1:{edge.record.port}\r\n"
    head += "Idempotency-Key: one\r\nidempotency-key: two\r\nContent-Length: 0\r\n\r\n"
    received = send_raw(edge, head.encode())
    assert received.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in received
    assert b"Idempotency-Key is repeated" in received


def test_absolute_and_binary_targets_are_refused(edge: Edge) -> None:
    host = f"Host: 127.0.0.1:{edge.record.port}\r\n\r\n".encode()
    for target in (b"http://evil.example/v1/notes", b"/v1/\xff"):
        response = send_raw(edge, b"GET " + target + b" HTTP/1.1\r\n" + host)
        assert b" 400 Bad Request" in response.splitlines()[0]


def test_other_paths_are_404_and_never_forwarded(edge: Edge) -> None:
    for path in ("/v1", "/v2/notes", "/_ministack/reset", "//v1/notes", "/health"):
        assert_problem(ask(edge, path), 404)


def test_failed_integration_does_not_show_its_cause(edge: Edge) -> None:
    response = ask(edge, "/v1/broken?x=1")
    assert_problem(response, 502)
    assert b"secret" not in response.body
    assert response.json["instance"] == "/v1/broken"


def test_page_loads_nothing_from_the_network(edge: Edge) -> None:
    response = ask(edge, "/")
    assert response.status == 200
    assert b"http" not in response.body.replace(b"<!doctype html>", b"")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_requests_share_kept_connections(edge: Edge) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", edge.record.port, timeout=10)
    for number in range(50):
        connection.request("GET", f"/v1/notes?n={number}")
        assert connection.getresponse().read()
    connection.close()
