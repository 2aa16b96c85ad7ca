"""The next command of an error can be run as it is shown."""

import sys
from pathlib import Path

import pytest

from callnotes_local.as_typed import as_typed, same_command, show_file

SCRIPT = ".venv/bin/callnotes"
REMEDY = "stop it, or run: callnotes up --port 3001"


@pytest.fixture(autouse=True)
def started_by_make(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", [SCRIPT, "up"])
    monkeypatch.setenv("PATH", str(tmp_path))


def test_command_not_on_the_path_is_shown_with_the_path_of_its_script() -> None:
    assert as_typed(REMEDY) == f"stop it, or run: {SCRIPT} up --port 3001"


def test_command_on_the_path_is_shown_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "callnotes").touch(mode=0o755)
    assert as_typed(REMEDY) == REMEDY


def test_another_program_shows_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest"])
    assert as_typed(REMEDY) == REMEDY


@pytest.mark.parametrize("other", ["less .callnotes/cloud/emulator.log", "the same with --debug"])
def test_other_commands_stay(other: str) -> None:
    assert as_typed(other) == other


def test_script_in_a_folder_with_a_space_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/my work/callnotes"])
    assert as_typed("callnotes up") == "'/my work/callnotes' up"


def test_file_in_a_folder_named_like_the_command_is_quoted_and_stays() -> None:
    command = show_file(Path("/a callnotes work/callnotes it/emulator.log"))
    assert as_typed(command) == "less '/a callnotes work/callnotes it/emulator.log'"


def test_same_command_keeps_its_options_but_debug(monkeypatch: pytest.MonkeyPatch) -> None:
    given = ["deploy", "staging", "--endpoint-url", "http://127.0.0.1:4566", "--debug"]
    monkeypatch.setattr(sys, "argv", [SCRIPT, *given])
    expected = "callnotes deploy staging --endpoint-url http://127.0.0.1:4566 --yes"
    assert same_command("--yes") == expected


def test_same_command_of_another_program_is_described(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/usr/bin/pytest"])
    assert same_command("--yes") == "the same command --yes"
