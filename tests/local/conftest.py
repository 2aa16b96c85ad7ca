"""A command line in a folder of its own, and an edge in front of a recording upstream."""

import os
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.edge import handle
from callnotes_local.system import process
from tests.local.command_line import CommandLine
from tests.local.edge_upstream import PREFIX, EchoUpstream, edge_settings


@pytest.fixture
def callnotes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    # What a command discards comes back for the other tests.
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return CommandLine(Workspace(tmp_path), monkeypatch, capsys)


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
