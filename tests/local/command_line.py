"""Runs `callnotes` in this process, in a workspace that a test chooses."""

import sys
from dataclasses import dataclass

import pytest

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.command_line import chaos, cli, logs, queues, trace


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """`callnotes` with its standard streams caught."""

    workspace: Workspace
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> Outcome:
        for module in (chaos, cli, logs, queues, trace):
            self.monkeypatch.setattr(module, "workspace", self.workspace)
        self.monkeypatch.setattr(sys, "argv", ["callnotes", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = self.capsys.readouterr()
        return Outcome(int(ended.value.code or 0), captured.out, captured.err)
