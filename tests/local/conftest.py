"""An edge of its own in front of a recording upstream."""

import os
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest

from callnotes_local.edge import handle
from callnotes_local.system import process
from tests.local.edge_upstream import PREFIX, EchoUpstream, edge_settings


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), EchoUpstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def edge(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[handle.Edge]:
    started = handle.start(
        tmp_path_factory.mktemp("edge"),
        edge_settings(upstream, process.ProcessRecord.of(os.getpid(), 0)),
    )
    yield started
    started.stop()
