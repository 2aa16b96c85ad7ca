"""Starting, finding, stopping the emulator; what it leaves behind."""

from __future__ import annotations

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import psutil
import pytest

from callnotes_local import emulator
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAITING = """
    import os
    def handler(event, context):
        return os.getpid()
"""
BUSY = """
    import pathlib, time
    def handler(event, context):
        pathlib.Path(event).touch()
        time.sleep(50)
"""
OPTIONS = emulator.StartOptions(stop_with_parent=True)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "cloud"


@pytest.fixture
def started(home: Path, runtime_dir: Path) -> Iterator[emulator.Emulator]:
    running = emulator.start(home, runtime_dir, OPTIONS)
    yield running
    running.stop()


def test_second_start_finds_the_first(
    started: emulator.Emulator, home: Path, runtime_dir: Path
) -> None:
    assert emulator.start(home, runtime_dir) == started
    assert emulator.attach(home) == started


def test_emulator_listens_on_loopback_only(started: emulator.Emulator) -> None:
    listeners = [
        connection.laddr.ip
        for connection in psutil.Process(started.pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert started.record.is_serving()
    assert set(listeners) == {"127.0.0.1"}


def test_start_on_a_port_in_use_takes_another_port(home: Path, runtime_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        options = emulator.StartOptions(port=port, stop_with_parent=True)
        running = emulator.start(home, runtime_dir, options)
        try:
            assert running.port != port
        finally:
            running.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stop_leaves_no_process_and_no_temporary_folder(
    home: Path, runtime_dir: Path, number: signal.Signals
) -> None:
    running = emulator.start(home, runtime_dir, OPTIONS)
    cloud = Cloud(running)
    environment = cloud.invoke(cloud.create_function(WAITING)).payload
    os.kill(running.pid, number)

    assert wait_until(lambda: running.record.process() is None, timeout=10)
    assert wait_until(lambda: not psutil.pid_exists(environment), timeout=2)
    assert not (home / "tmp").exists()


def test_stop_does_not_wait_for_a_workers_poll(home: Path, runtime_dir: Path) -> None:
    """GetActivityTask waits for a minute, and a stop by force would come before that."""
    running = emulator.start(home, runtime_dir, OPTIONS)
    server, worker = psutil.Process(running.pid), Cloud(running).client("stepfunctions")
    activity = Cloud(running).client("stepfunctions").create_activity(name="file")["activityArn"]
    before = count_connections(server)
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(worker.get_activity_task, activityArn=activity)
        assert wait_until(lambda: count_connections(server) > before, timeout=5)
        assert running.stop()
    assert poll.exception()


def count_connections(server: psutil.Process) -> int:
    """How many clients are connected."""
    found = server.net_connections("inet")
    return sum(connection.status == psutil.CONN_ESTABLISHED for connection in found)


def test_idle_environment_ends_after_its_emulator_is_killed(home: Path, runtime_dir: Path) -> None:
    running = emulator.start(home, runtime_dir, OPTIONS)
    cloud = Cloud(running)
    environment = cloud.invoke(cloud.create_function(WAITING)).payload
    os.kill(running.pid, signal.SIGKILL)

    assert wait_until(lambda: not psutil.pid_exists(environment), timeout=10)


def test_restart_after_a_kill_ends_functions_of_the_killed_emulator(
    home: Path, runtime_dir: Path, tmp_path: Path
) -> None:
    cloud, handling = Cloud(emulator.start(home, runtime_dir, OPTIONS)), tmp_path / "handling"
    function = cloud.create_function(BUSY, Timeout=60)
    cloud.invoke(function, str(handling), InvocationType="Event")
    assert wait_until(handling.exists, timeout=20)
    (busy,) = functions_below(home)
    os.kill(cloud.emulator.pid, signal.SIGKILL)
    assert wait_until(lambda: emulator.attach(home) is None, timeout=5)
    assert busy in functions_below(home)
    running = emulator.start(home, runtime_dir, OPTIONS)
    try:
        assert busy not in functions_below(home)
    finally:
        running.stop()


def functions_below(home: Path) -> list[int]:
    """The living processes of functions of the cloud below `home`."""
    found = []
    for process in psutil.process_iter(["cwd", "cmdline", "status"]):
        alive = process.info["status"] != psutil.STATUS_ZOMBIE
        inside = str(process.info["cwd"]).startswith(str(home))
        if alive and inside and "awslambdaric" in (process.info["cmdline"] or []):
            found.append(process.pid)
    return found


def test_restart_keeps_port_and_state(home: Path, runtime_dir: Path) -> None:
    first = emulator.start(home, runtime_dir, OPTIONS)
    cloud = Cloud(first)
    name = cloud.create_function(WAITING)
    cloud.client("s3").create_bucket(Bucket="kept")
    cloud.client("s3").put_object(Bucket="kept", Key="a", Body=b"object")
    assert first.stop()

    second = emulator.start(home, runtime_dir, OPTIONS)
    try:
        cloud = Cloud(second)
        assert second.port == first.port
        assert cloud.invoke(name).error is None
        body = cloud.client("s3").get_object(Bucket="kept", Key="a")["Body"].read()
        assert body == b"object"
    finally:
        second.stop()


@pytest.mark.usefixtures("started")
def test_second_emulator_on_the_same_home_is_refused(home: Path, runtime_dir: Path) -> None:
    (home / "emulator.json").unlink()

    with pytest.raises(emulator.EmulatorError, match="another emulator owns"):
        emulator.start(home, runtime_dir, OPTIONS)
