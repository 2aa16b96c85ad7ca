from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from examples.http_retry import ATTEMPTS, get


@contextmanager
def serve(*statuses: int) -> Iterator[tuple[int, list[int]]]:
    """Serve the statuses one after another, the last one for ever; the port, and those served."""
    served: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.append(statuses[min(len(served), len(statuses) - 1)])
            self.send_response(served[-1])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            """Stay silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port, served
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_throttled_call_and_a_5xx_are_tried_again(status: int) -> None:
    waits: list[float] = []
    with serve(status, status, 200) as (port, served):
        assert get("127.0.0.1", port, "/", waits.append)[0] == 200
    assert served == [status, status, 200]
    assert len(waits) == 2


@pytest.mark.parametrize("status", [400, 403, 404])
def test_another_4xx_is_not(status: int) -> None:
    waits: list[float] = []
    with serve(status) as (port, served):
        assert get("127.0.0.1", port, "/", waits.append)[0] == status
    assert (served, waits) == ([status], [])


def test_waits_grow_and_have_jitter() -> None:
    rounds: list[list[float]] = []
    with serve(503) as (port, served):
        for _ in range(15):
            rounds.append([])
            assert get("127.0.0.1", port, "/", rounds[-1].append)[0] == 503
    assert len(served) == 15 * ATTEMPTS
    for number, waits in enumerate(zip(*rounds, strict=True), start=1):
        assert max(waits) <= 0.1 * 2**number
        assert len(set(waits)) > 1
    assert max(max(waits) for waits in rounds) > 0.2


def test_nobody_there_is_an_error_after_the_last_attempt() -> None:
    waits: list[float] = []
    with serve(200) as (port, _):
        pass
    with pytest.raises(ConnectionRefusedError):
        get("127.0.0.1", port, "/", waits.append)
    assert len(waits) == ATTEMPTS - 1
