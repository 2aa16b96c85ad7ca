"""The command line where no local cloud runs: exit codes, messages, what is printed where."""

import json
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from callnotes_local import emulator
from callnotes_local.cloud.workspace import Workspace
from callnotes_local.command_line import cli
from callnotes_local.emulator.access.keys import renew_keys
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.lifecycle.bring_up import Up
from callnotes_local.system import private_files
from callnotes_local.system.lock import hold_lock
from callnotes_local.system.process import ProcessRecord, find_free_port
from tests.local.command_line import CommandLine, Outcome

STATUS_FIELDS = {
    "healthy",
    "console_url",
    "api_url",
    "websocket_url",
    "endpoint_url",
    "region",
    "stack",
    "users",
    "api_keys",
    "outputs",
}


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


def test_status_of_nothing_is_json_with_nulls_and_exit_3(callnotes: CommandLine) -> None:
    outcome = callnotes.run("status", "--json")
    status = json.loads(outcome.out)
    assert outcome.code == 3
    assert set(status) == STATUS_FIELDS
    assert status["healthy"] is False
    unserved = ("console_url", "api_url", "websocket_url", "endpoint_url", "api_keys")
    assert [status[name] for name in unserved] == [None] * 5
    assert status["outputs"] == {}


def test_status_of_a_cloud_that_does_not_respond_is_exit_3(
    callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = ProcessRecord.of(os.getpid(), find_free_port())
    ending = emulator.Emulator(callnotes.workspace.cloud, record)
    renew_keys(private_files.make_folder(callnotes.workspace.cloud))
    monkeypatch.setattr(emulator, "attach", lambda _: ending)
    outcome = callnotes.run("status", "--json")
    assert outcome.code == ExitCode.NOT_RUNNING
    assert json.loads(outcome.out)["endpoint_url"] == ending.endpoint_url


def test_status_lists_the_demo_users_with_passwords(callnotes: CommandLine) -> None:
    users = json.loads(callnotes.run("status", "--json").out)["users"]
    assert {tuple(user) for user in users} == {("username", "password", "group", "tenant")}
    assert len(users) == 7
    assert {"tenant": "hanbit", "group": "admin"}.items() <= users[-1].items()


@pytest.mark.parametrize(
    "command",
    [
        ("login", "hanbit-agent-1"),
        ("flow", "x"),
        ("demo",),
        ("seed",),
        ("queues",),
        ("logs",),
        ("metrics",),
        ("chaos", "status"),
    ],
)
def test_commands_that_need_the_cloud_show_what_why_and_next(
    callnotes: CommandLine, command: tuple[str, ...]
) -> None:
    outcome = callnotes.run(*command)
    assert outcome.code == ExitCode.NOT_RUNNING
    assert outcome.out == ""
    assert [line.split()[0] for line in outcome.err.splitlines()] == ["The", "why:", "next:"]
    assert outcome.err.rstrip().endswith("callnotes up")


def test_down_of_nothing_is_fine(callnotes: CommandLine) -> None:
    assert callnotes.run("down").code == ExitCode.OK


@pytest.mark.parametrize(
    "command",
    [
        ("nonsense",),
        ("flow",),
        ("up", "--port", "x"),
        ("up", "--port", "0"),
        ("up", "--port", "65536"),
        ("doctor", "--port", "-1"),
    ],
)
def test_what_is_not_understood_is_exit_2(callnotes: CommandLine, command: tuple[str, ...]) -> None:
    assert callnotes.run(*command).code == ExitCode.USAGE


def test_busy_port_is_exit_5_with_owner_and_remedy(callnotes: CommandLine, busy_port: int) -> None:
    outcome = callnotes.run("up", "--port", str(busy_port))
    assert outcome.code == ExitCode.PORT_BUSY
    assert f"(pid {os.getpid()})" in outcome.err
    assert re.search(r"next: .*callnotes up --port \d+", outcome.err)
    assert not callnotes.workspace.cloud.exists()


def test_aws_variables_are_reported_and_discarded(callnotes: CommandLine, busy_port: int) -> None:
    os.environ["AWS_SECRET_ACCESS_KEY"] = "real"
    outcome = callnotes.run("up", "--port", str(busy_port))
    assert "AWS_SECRET_ACCESS_KEY" in outcome.err
    assert "real" not in outcome.err
    assert "AWS_SECRET_ACCESS_KEY" not in os.environ
    assert os.environ["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_traceback_only_with_debug(callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_workspace: Workspace) -> None:
        raise RuntimeError("broken pipe of the plumber")

    monkeypatch.setattr(cli, "read_status", fail)
    quiet, loud = callnotes.run("status"), callnotes.run("status", "--debug")
    assert quiet.code == loud.code == ExitCode.FAILED
    assert "broken pipe of the plumber" in quiet.err
    assert "Traceback" not in quiet.err
    assert "Traceback" in loud.err


def test_one_command_at_a_time(callnotes: CommandLine) -> None:
    with hold_lock(callnotes.workspace.state):
        outcome = callnotes.run("down")
    assert outcome.code == ExitCode.FAILED
    assert "Another callnotes command" in outcome.err


def test_version_names_project_and_emulator(callnotes: CommandLine) -> None:
    outcome = callnotes.run("--version")
    assert outcome.code == ExitCode.OK
    assert re.fullmatch(r"callnotes [\d.]+, ministack [\d.]+, aws-sam-cli [\d.]+\n", outcome.out)


@pytest.mark.parametrize("command", ["up", "down"])
def test_interrupted_command_says_so_with_what_stays_and_next(
    callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "bring_down", interrupt)
    monkeypatch.setattr(Up, "run", interrupt)
    outcome = callnotes.run(command)
    assert outcome.code == ExitCode.INTERRUPTED
    what, why, next_command = outcome.err.splitlines()[-3:]
    assert what == "Interrupted."
    assert "stay" in why or "kept" in why
    assert next_command.endswith(f"callnotes {command}")


def test_checkout_that_cannot_be_written_is_named_with_the_reason(
    callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not even root can make a folder there.
    read_only = CommandLine(Workspace(Path("/proc/sys")), monkeypatch, callnotes.capsys)
    outcome = read_only.run("down")
    assert outcome.code == ExitCode.FAILED
    assert outcome.err.startswith("/proc/sys/.callnotes cannot be used.")


def test_loser_of_a_race_for_a_port_is_exit_5_while_the_winner_deploys(
    callnotes: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = find_free_port()
    losers: list[Outcome] = []

    def deploy_while_another_comes(_: Up) -> None:
        other = CommandLine(Workspace(tmp_path / "other"), monkeypatch, callnotes.capsys)
        losers.append(other.run("up", "--port", str(port)))
        raise CliError("enough", "a test", "nothing")

    monkeypatch.setattr(Up, "_prepare", deploy_while_another_comes)
    callnotes.run("up", "--port", str(port))
    assert [loser.code for loser in losers] == [ExitCode.PORT_BUSY]
    assert f"(pid {os.getpid()})" in losers[0].err


def test_listener_of_another_user_is_not_named_as_this_command(
    callnotes: CommandLine, busy_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As psutil shows it to a user without the permission to see more.
    listeners = [c._replace(pid=None) for c in psutil.net_connections(kind="tcp")]
    monkeypatch.setattr(psutil, "net_connections", lambda **_: listeners)
    outcome = callnotes.run("up", "--port", str(busy_port))
    assert outcome.code == ExitCode.PORT_BUSY
    assert "a process that this user may not see listens there" in outcome.err
