"""`make clean` never removes the folder of a local cloud that runs."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.system.process import ProcessRecord
from tests.template import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Workspace:
    """What `make clean` needs of a checkout; its .venv is not there."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / "tools/end_local_cloud", tmp_path / "tools")
    workspace = Workspace(tmp_path)
    workspace.cloud.mkdir(parents=True)
    return workspace


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        yield process
        process.kill()


def clean(checkout: Workspace) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "clean"], cwd=checkout.root, capture_output=True, text=True, check=False
    )


def record(checkout: Workspace, process: subprocess.Popen[bytes]) -> None:
    ProcessRecord.of(process.pid, 1).save(checkout.cloud / "emulator.json")


def install(checkout: Workspace, down: str) -> None:
    """A .venv whose `callnotes` does this."""
    programs = checkout.root / ".venv/bin"
    programs.mkdir(parents=True)
    (programs / "python").symlink_to(sys.executable)
    (programs / "callnotes").write_text(f"#!/bin/sh\n{down}\n")
    (programs / "callnotes").chmod(0o755)


def test_running_cloud_is_stopped_before_its_folder_goes(checkout: Workspace) -> None:
    install(checkout, 'test -d .callnotes && echo "$@" >asked.txt')
    done = clean(checkout)
    assert done.returncode == 0, done.stderr
    assert (checkout.root / "asked.txt").read_text() == "down\n"
    assert not checkout.state.exists()


def test_cloud_that_cannot_be_stopped_keeps_its_folder(checkout: Workspace) -> None:
    install(checkout, "exit 1")
    assert clean(checkout).returncode != 0
    assert checkout.state.exists()


def test_running_cloud_without_an_environment_to_stop_it_is_refused(
    checkout: Workspace, sleeper: subprocess.Popen[bytes]
) -> None:
    record(checkout, sleeper)
    done = clean(checkout)
    assert done.returncode != 0
    assert str(sleeper.pid) in done.stderr
    assert "next: make down" in done.stderr
    assert checkout.state.exists()


def test_record_of_the_dead_is_removed_with_the_rest(
    checkout: Workspace, sleeper: subprocess.Popen[bytes]
) -> None:
    record(checkout, sleeper)
    sleeper.kill()
    sleeper.wait()
    assert clean(checkout).returncode == 0
    assert not checkout.state.exists()
