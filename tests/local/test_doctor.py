"""`callnotes doctor`: each thing that can be wrong is named, with its remedy."""

import importlib.metadata
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.doctor import machine
from callnotes_local.doctor.processes import examine_processes
from callnotes_local.emulator.settings import VERSION
from callnotes_local.emulator.state.state_store import own_state
from callnotes_local.errors import ExitCode
from callnotes_local.system.lock import hold_lock
from callnotes_local.system.process import ProcessRecord, find_free_port, wait_until
from tests.local.command_line import CommandLine, Outcome
from tests.template import ROOT

SLEEPING = "import time; time.sleep(60)"
# Listens, has a copy of itself, as while the emulator saves, and is recorded then.
SAVING = """
import os, sys
from pathlib import Path
from callnotes_local.system.process import ProcessRecord, listen
listener = listen(0)
if os.fork() == 0:
    listener.close()
    while os.getppid() != 1:
        import time; time.sleep(0.05)
    os._exit(0)
record = ProcessRecord.of(os.getpid(), listener.getsockname()[1])
record.save(Path(sys.argv[-1]) / "emulator.json")
import time; time.sleep(60)
"""


class Patient:
    """A checkout with nothing wrong, until a test makes it so."""

    def __init__(self, callnotes: CommandLine) -> None:
        self.callnotes = callnotes
        self.workspace = callnotes.workspace
        self.port = find_free_port()

    def visit(self, *options: str) -> Outcome:
        return self.callnotes.run("doctor", "--port", str(self.port), *options)

    def bad_findings(self) -> dict[str, Any]:
        """The findings with a remedy, by name."""
        outcome = self.visit("--json")
        bad = {f["name"]: f for f in json.loads(outcome.out) if f["remedy"]}
        assert outcome.code == (ExitCode.FAILED if bad else ExitCode.OK)
        return bad


@pytest.fixture
def patient(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Patient:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    monkeypatch.setattr(os, "environ", environment)
    (tmp_path / "tools").symlink_to(ROOT / "tools")
    workspace = Workspace(tmp_path)
    workspace.cloud.mkdir(parents=True)
    workspace.edge.mkdir()
    return Patient(CommandLine(workspace, monkeypatch, capsys))


@contextmanager
def running(*arguments: str, code: str = SLEEPING) -> Iterator[int]:
    """A process of ours to look at; ended by its handle."""
    process = subprocess.Popen([sys.executable, "-c", code, *arguments])
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def test_given_nothing_is_wrong_when_asked_then_exit_0(patient: Patient) -> None:
    outcome = patient.visit()
    assert outcome.code == ExitCode.OK
    assert "next:" not in outcome.out
    assert str(patient.port) in outcome.out


def test_given_no_python_when_asked_then_how_to_get_one(patient: Patient) -> None:
    (patient.workspace.root / "tools").unlink()
    finder = patient.workspace.root / "tools" / "find_python"
    finder.parent.mkdir()
    finder.write_text("#!/bin/sh\nexit 1\n")
    finder.chmod(0o755)
    assert patient.bad_findings()["python"]["remedy"] == "uv python install 3.13"


def test_given_a_missing_tool_when_asked_then_it_is_named(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "PROGRAMS", ("sam", "no-such-tool"))
    found = patient.bad_findings()["tools"]
    assert "no-such-tool" in found["detail"]
    assert found["remedy"] == "make venv"


def test_given_another_emulator_when_asked_then_both_versions(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda _: "9.9.9")
    found = patient.bad_findings()["emulator"]
    assert "9.9.9" in found["detail"]
    assert VERSION in found["detail"]


def test_given_a_busy_port_when_asked_then_its_owner_and_another_port(patient: Patient) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", patient.port))
        listener.listen()
        found = patient.bad_findings()[f"port {patient.port}"]
    assert str(os.getpid()) in found["detail"]
    assert found["remedy"].startswith("callnotes up --port ")


def test_given_keys_of_an_account_when_asked_then_how_to_drop_them(patient: Patient) -> None:
    os.environ["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE"
    found = patient.bad_findings()["aws keys"]
    assert found["remedy"] == "unset AWS_ACCESS_KEY_ID"
    assert "AKIAEXAMPLE" not in json.dumps(found)


def test_given_only_a_region_when_asked_then_all_is_well(patient: Patient) -> None:
    os.environ["AWS_REGION"] = "eu-west-1"
    assert patient.bad_findings() == {}


def test_given_a_full_disk_when_asked_then_how_to_make_room(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10**6))
    assert patient.bad_findings()["disk"]["remedy"].startswith("make room")


def store_state(patient: Patient) -> Path:
    folder = patient.workspace.cloud / "state"
    with own_state(folder) as store:
        store.prepare()
        store.write([("part", "queue", ["kept"])], str)
    return folder


def test_given_state_of_this_version_when_asked_then_all_is_well(patient: Patient) -> None:
    store_state(patient)
    assert patient.bad_findings() == {}


def make_older(folder: Path) -> None:
    (folder / "format").write_text('{"format": 3, "emulator": "0.9"}')


def lose(folder: Path) -> None:
    (folder / "state.db").unlink()


def damage(folder: Path) -> None:
    content = (folder / "state.db").read_bytes()
    (folder / "state.db").write_bytes(content.replace(b"kept", b"lost"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lose, "is missing"),
        (damage, "damaged"),
        (make_older, 'written by {"format": 3, "emulator": "0.9"}'),
    ],
)
def test_given_state_that_cannot_be_loaded_when_remedied_then_it_is_kept_aside(
    patient: Patient, harm: Callable[[Path], object], said: str
) -> None:
    folder = store_state(patient)
    harm(folder)
    files = sorted(path.name for path in folder.iterdir())
    found = patient.bad_findings()["state"]
    assert said in found["detail"]

    down, move, up = found["remedy"].split(" && ")
    assert (down, up) == ("callnotes down", "callnotes up")
    subprocess.run(shlex.split(move), check=True)
    (aside,) = patient.workspace.cloud.glob("state.*")
    assert sorted(path.name for path in aside.iterdir()) == files
    assert patient.bad_findings() == {}


def test_given_state_in_use_when_asked_then_it_is_left_alone(patient: Patient) -> None:
    folder = store_state(patient)
    with own_state(folder):
        assert patient.bad_findings() == {}


@pytest.mark.parametrize("record", ['{"digest": "d", "stack_id": "s"}', "no json"])
def test_given_a_stale_deployment_record_when_asked_then_up_again(
    patient: Patient, record: str
) -> None:
    patient.workspace.deployment.write_text(record)
    assert patient.bad_findings()["deployment"]["remedy"] == "callnotes up"


@pytest.mark.parametrize("name", ["cloud/emulator.json", "edge/edge.json"])
def test_given_a_record_of_the_dead_when_asked_then_down(patient: Patient, name: str) -> None:
    with running() as pid:
        record = ProcessRecord.of(pid, find_free_port())
    record.save(patient.workspace.state / name)
    assert patient.bad_findings()["processes"]["remedy"] == "callnotes down"


def test_given_a_process_that_nobody_recorded_when_asked_then_down(patient: Patient) -> None:
    home = str(patient.workspace.cloud)
    with running("callnotes_local.emulator", "--home", home) as pid:
        assert wait_until(lambda: "processes" in patient.bad_findings(), 5)
        found = patient.bad_findings()["processes"]
    assert str(pid) in found["detail"]
    assert found["remedy"] == "callnotes down"


def test_given_the_emulators_saving_copy_when_asked_then_all_is_well(patient: Patient) -> None:
    patient.workspace.edge.rmdir()
    with running("callnotes_local.emulator", "--home", str(patient.workspace.cloud), code=SAVING):
        record = patient.workspace.cloud / "emulator.json"
        assert wait_until(record.exists, 5)
        found = examine_processes(patient.workspace)
    assert found.detail == "the local cloud runs alone"


def test_given_another_command_at_work_when_asked_then_its_processes_are_left_alone(
    patient: Patient,
) -> None:
    home = str(patient.workspace.cloud)
    with (
        hold_lock(patient.workspace.state),
        running("callnotes_local.emulator", "--home", home),
    ):
        assert patient.bad_findings() == {}


def test_given_the_deployment_when_nothing_runs_then_exit_3(patient: Patient) -> None:
    outcome = patient.visit("--deployment")
    assert outcome.code == ExitCode.NOT_RUNNING
    assert "callnotes up" in outcome.err
