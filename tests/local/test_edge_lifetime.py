"""When the edge starts, ends and answers alone."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.edge import handle
from callnotes_local.lifecycle.bring_up import DEFAULT_PORT, choose_port
from callnotes_local.system import process
from tests.local.edge_client import ask, assert_problem
from tests.local.edge_upstream import edge_settings

UNUSED_UPSTREAM = "http://127.0.0.1:9"


@pytest.fixture
def owner() -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield child
    child.kill()
    child.wait()


@pytest.fixture
def alone(tmp_path: Path, owner: subprocess.Popen[bytes]) -> Iterator[handle.Edge]:
    settings = edge_settings(UNUSED_UPSTREAM, process.ProcessRecord.of(owner.pid, 0))
    edge = handle.start(tmp_path, settings)
    yield edge
    edge.stop()


def test_no_upstream_is_503_with_retry_after(alone: handle.Edge) -> None:
    response = ask(alone, "/v1/health")
    assert_problem(response, 503)
    assert response.headers["Retry-After"] == "2"


def test_edge_ends_with_the_emulator(alone: handle.Edge, owner: subprocess.Popen[bytes]) -> None:
    owner.kill()
    owner.wait()
    assert process.wait_until(lambda: alone.record.process() is None, timeout=5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_edge_ends_on_signal(alone: handle.Edge, number: signal.Signals) -> None:
    os.kill(alone.record.pid, number)
    assert process.wait_until(lambda: alone.record.process() is None, timeout=5)


def test_starting_again_keeps_the_same_edge(alone: handle.Edge) -> None:
    assert handle.start(alone.home, alone.settings).record == alone.record


def test_port_is_the_one_asked_for_else_the_served_one_else_the_usual(
    tmp_path: Path, owner: subprocess.Popen[bytes]
) -> None:
    workspace = Workspace(tmp_path)
    settings = edge_settings(UNUSED_UPSTREAM, process.ProcessRecord.of(owner.pid, 0))
    edge = handle.start(workspace.edge, settings)

    served = [choose_port(workspace, asked) for asked in (None, 4000)]
    edge.stop()

    assert served == [settings.port, 4000]
    assert choose_port(workspace, None) == DEFAULT_PORT


def test_stopping_twice_is_harmless_and_leaves_no_record(alone: handle.Edge) -> None:
    assert alone.stop()
    assert alone.stop()
    assert handle.attach(alone.home) is None
    assert [path.name for path in alone.home.iterdir()] == ["edge.log"]
