"""What an error tells its reader to run next can be run."""

import sys
from pathlib import Path

import pytest

from callnotes_local.as_typed import as_typed

SCRIPT = ".venv/bin/callnotes"
REMEDY = "stop it, or run: callnotes up --port 3001"


@pytest.fixture(autouse=True)
def started_by_make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", [SCRIPT, "up"])
    monkeypatch.setenv("PATH", str(tmp_path))


def test_command_that_is_not_on_the_path_is_told_with_its_own() -> None:
    assert as_typed(REMEDY) == f"stop it, or run: {SCRIPT} up --port 3001"


def test_command_on_the_path_is_told_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "callnotes").touch(mode=0o755)
    assert as_typed(REMEDY) == REMEDY


def test_another_program_tells_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest"])
    assert as_typed(REMEDY) == REMEDY


@pytest.mark.parametrize("other", ["less .callnotes/cloud/emulator.log", "the same with --debug"])
def test_other_commands_stay(other: str) -> None:
    assert as_typed(other) == other
