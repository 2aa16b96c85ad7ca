"""Whoever interrupts `callnotes up`, and whenever: nothing that it started is left."""

import signal
from pathlib import Path

import pytest

from callnotes_local.errors import ExitCode
from callnotes_local.system.process import wait_until
from tests.e2e.clone import UP_SECONDS, Clone

pytestmark = pytest.mark.timeout(240)


@pytest.mark.parametrize(
    ("child", "number"),
    [
        ("callnotes_local.emulator", signal.SIGINT),
        ("callnotes_local.emulator", signal.SIGTERM),
        ("tools.build_artifact", signal.SIGINT),
        ("tools.build_artifact", signal.SIGHUP),
    ],
)
def test_interrupted_up_leaves_nothing(tmp_path: Path, child: str, number: signal.Signals) -> None:
    clone = Clone.make(tmp_path / "interrupted")
    with clone.start("up", "--port", str(clone.port)) as up:
        assert wait_until(lambda: clone.runs(child), UP_SECONDS)
        up.send_signal(number)
        assert up.wait(UP_SECONDS) == ExitCode.INTERRUPTED

    assert not clone.processes()
    assert not (clone.root / ".callnotes/cloud/tmp").exists()
    assert not (clone.root / ".callnotes/tmp").exists()
