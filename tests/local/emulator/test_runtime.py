"""The packages of Lambda's runtime: installed once, and an honest word when they cannot be."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from callnotes_local.emulator.functions import runtime
from callnotes_local.errors import CliError

if TYPE_CHECKING:
    from pathlib import Path

UNTRUSTED = "error: request failed\n  Caused by: invalid peer certificate: UnknownIssuer\n"


class Uv:
    """Stands in for uv: fails until it is told to use the machine's certificates, or always."""

    def __init__(self, *, behind_proxy: bool) -> None:
        self.behind_proxy = behind_proxy

    def run(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        works = self.behind_proxy and "--system-certs" in command
        return subprocess.CompletedProcess(command, 0 if works else 2, "", UNTRUSTED)


def test_machines_certificates_are_used_when_uvs_own_do_not_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def install(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        (tmp_path / command[command.index("--target") + 1]).mkdir(exist_ok=True)
        return Uv(behind_proxy=True).run(command, **options)

    monkeypatch.setattr("callnotes_local.emulator.functions.runtime.subprocess.run", install)

    assert runtime.prepare_runtime(tmp_path / "runtime").is_dir()


def test_failure_says_what_why_and_what_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "callnotes_local.emulator.functions.runtime.subprocess.run", Uv(behind_proxy=False).run
    )

    with pytest.raises(CliError) as failed:
        runtime.prepare_runtime(tmp_path / "runtime")
    assert "UnknownIssuer" in failed.value.why
    assert not (tmp_path / "runtime").exists()
