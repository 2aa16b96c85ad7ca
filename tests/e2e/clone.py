"""A scratch clone of this checkout with its own state and port, and its command line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from callnotes_local import emulator
from callnotes_local.cloud.workspace import Workspace, find_workspace
from callnotes_local.emulator import Emulator
from callnotes_local.emulator.functions.runtime import prepare_runtime
from callnotes_local.system.process import find_free_port, wait_until
from tests.stack.http import Answer, Api

ORIGINAL = find_workspace()
PARTS = (
    *(
        "curriculum",
        "faults",
        "functions",
        "labs",
        "layers",
        "local",
        "quiz",
        "statemachines",
        "tools",
    ),
    "workers",
    *("template.yaml", "samconfig.toml"),
)
CACHES = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")
MAIN = "from callnotes_local.command_line.cli import main; main()"
# Whoever runs the tests may ignore a signal: what a child inherits.
HEEDING = "import signal; [signal.signal(n, signal.SIG_DFL) for n in (1, 2, 15)]; "
UP_SECONDS = 200
EDIT_SECONDS = 2.0


@dataclass(frozen=True)
class Clone:
    """A checkout of one's own: its files may be edited, its cloud may be broken."""

    root: Path
    port: int

    @classmethod
    def make(cls, root: Path) -> Clone:
        """Copy what the product is made of; what is downloaded is the original's too."""
        for part in PARTS:
            source = ORIGINAL.root / part
            if source.is_dir():
                shutil.copytree(source, root / part, ignore=CACHES)
            elif source.exists():
                shutil.copy(source, root / part)
        wheels = ORIGINAL.root / "build/wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        (root / "build").mkdir()
        (root / "build/wheels").symlink_to(wheels)
        (root / ".venv").symlink_to(sys.prefix)
        (root / ".callnotes").mkdir()
        (root / ".callnotes/runtime").symlink_to(prepare_runtime(ORIGINAL.runtime))
        return cls(root, find_free_port())

    @property
    def api(self) -> Api:
        """Its API, without a token."""
        return Api(f"http://127.0.0.1:{self.port}")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `callnotes` in this clone."""
        return subprocess.run(
            [sys.executable, "-c", MAIN, *arguments],
            cwd=self.root,
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=UP_SECONDS,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `callnotes` in this clone, as on a terminal: it heeds signals."""
        return subprocess.Popen(
            [sys.executable, "-c", HEEDING + MAIN, *arguments],
            cwd=self.root,
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "PYTHONPATH": f"{self.root}/local:{self.root}/labs"}

    def up(self) -> subprocess.CompletedProcess[str]:
        """Run `callnotes up`, which must work."""
        done = self.run("up", "--port", str(self.port))
        assert done.returncode == 0, done.stderr
        return done

    def status(self) -> dict[str, Any]:
        """The output of `callnotes status`."""
        found: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return found

    @property
    def emulator(self) -> Emulator:
        """The local cloud of this clone, which is up."""
        running = emulator.attach(Workspace(self.root).cloud)
        assert running is not None
        return running

    def processes(self) -> list[psutil.Process]:
        """The living processes of this clone: edge, emulator, functions."""
        return [process for process, _ in self._running()]

    def runs(self, module: str) -> bool:
        """Whether a process of this clone has a module in its command line."""
        return any(module in text for _, command_line in self._running() for text in command_line)

    def _running(self) -> Iterator[tuple[psutil.Process, list[str]]]:
        """Each living process with its command line; one that ends meanwhile is none."""
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                folder, command_line = process.cwd(), process.cmdline()
                alive = process.status() != psutil.STATUS_ZOMBIE
                if alive and any(str(self.root) in text for text in (folder, *command_line)):
                    yield process, command_line

    @contextmanager
    def edited(self, path: str, old: str, new: str) -> Iterator[None]:
        """Change a file as an editor does; put it back afterwards."""
        file = self.root / path
        before = file.read_text()
        assert old in before
        file.write_text(before.replace(old, new))
        try:
            yield
        finally:
            file.write_text(before)

    def answers_soon(self, path: str, status: int, text: str = "") -> Answer:
        """Wait for a response as long as an edit may take; the request's own time is extra."""
        seen: list[Answer] = []

        def fits() -> bool:
            seen.append(self.api.get(path))
            return seen[-1].status == status and text in seen[-1].body.decode()

        started = time.monotonic()
        assert wait_until(fits, EDIT_SECONDS), (time.monotonic() - started, seen[-1])
        return seen[-1]
