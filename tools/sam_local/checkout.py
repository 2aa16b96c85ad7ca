"""A scratch copy of the checkout, and the documented commands in it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callnotes_local.system.process import clean_environment

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (
    *("costs", "curriculum", "events", "faults", "functions", "labs", "layers", "local", "quiz"),
    *("statemachines", "tools", "workers"),
    *("samconfig.toml", "template.yaml"),
)
SHARED = (".venv", "build/wheels")
RUNTIME = ".callnotes/runtime"
STOP_SECONDS = 30


class SmokeFailed(Exception):
    """A check of the smoke test failed."""


class Checkout:
    """A folder with the sources; what it downloads is shared with the real checkout."""

    def __init__(self, folder: Path, docker_host: str) -> None:
        self.folder = folder
        self._docker_host = docker_host
        for name in SOURCES:
            _copy(ROOT / name, folder / name)
        for name in SHARED:
            (ROOT / name).mkdir(parents=True, exist_ok=True)
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).symlink_to(ROOT / name)
        if (ROOT / RUNTIME).exists():
            _copy(ROOT / RUNTIME, folder / RUNTIME)

    @property
    def runtime(self) -> Path:
        """What the kit gives functions beside their packages; `callnotes up` makes it."""
        return self.folder / RUNTIME

    def run(self, command: str) -> str:
        """Run a command line; return its output, or fail with the end of it."""
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SmokeFailed(f"{command}: exit {done.returncode}: {done.stderr[-2000:]}")
        return done.stdout

    @contextmanager
    def running(self, command: str, log: Path) -> Iterator[None]:
        """Run a command line in the background, and end it afterwards."""
        with log.open("wb") as output:
            child = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            yield
        finally:
            child.terminate()
            child.wait(STOP_SECONDS)

    def _environment(self) -> dict[str, str]:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        environment = clean_environment()
        own = {
            "DOCKER_HOST": self._docker_host,
            "HOME": str(home),
            "PATH": f"{Path(sys.executable).parent}:{environment['PATH']}",
            "PYTHONPATH": f"{self.folder}/local:{self.folder}/labs",
            "SAM_CLI_TELEMETRY": "0",
        }
        return environment | own


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, symlinks=True, ignore=ignored)
    else:
        shutil.copy(source, target)
