"""Records of child processes."""

import os
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from callnotes_local.system.process import ProcessRecord, is_alive, run_child, wait_until


def test_a_process_of_before_the_kit_last_changed_is_not_current() -> None:
    assert not ProcessRecord(pid=1, created=0.0, port=1).is_current()


def test_a_process_of_after_the_kit_last_changed_is_current() -> None:
    assert ProcessRecord(pid=1, created=time.time() + 1, port=1).is_current()


# Asked to end, it starts another process, as make does between two of its commands.
STUBBORN = "trap 'sleep 61 & wait' TERM; sleep 62 & touch started; wait; wait"


def test_interrupted_child_and_all_that_it_starts_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait = subprocess.Popen.wait

    def interrupt(_: subprocess.Popen[bytes]) -> int:
        monkeypatch.setattr(subprocess.Popen, "wait", wait)
        assert wait_until((tmp_path / "started").exists, timeout=20)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", interrupt)
    with (tmp_path / "log").open("wb") as log, pytest.raises(KeyboardInterrupt):
        run_child(["bash", "-c", STUBBORN], tmp_path, log, dict(os.environ))

    assert [process for process in psutil.process_iter() if works_in(process, tmp_path)] == []


def works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()) == folder and is_alive(process)
    except psutil.Error:
        return False
