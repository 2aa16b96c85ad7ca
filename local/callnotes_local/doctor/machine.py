"""The machine: Python, installed programs, keys of a real account in the environment, disk."""

import importlib.metadata
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.emulator.settings import VERSION

PROGRAMS = ("sam", "uv", "cfn-lint")
SECONDS = 20
RENEW = "make venv"
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE")
NEEDED_BYTES = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; a remedy is there when it is not well."""

    name: str
    detail: str
    remedy: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done."""
        return self.remedy is None


def examine_python(workspace: Workspace) -> Finding:
    """Whether there is a Python 3.13 to make environments from."""
    finder = str(workspace.root / "tools" / "find_python")
    try:
        done = subprocess.run(
            [finder], check=False, capture_output=True, text=True, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        detail = f"{finder} does not run: {error}"
        return Finding("python", detail, "git checkout tools/find_python")
    if done.returncode:
        return Finding("python", "no Python 3.13 was found", "uv python install 3.13")
    return Finding("python", done.stdout.strip())


def examine_tools() -> Finding:
    """Whether the environment has the programs that `up` runs."""
    folder = Path(sys.executable).parent
    missing = [name for name in PROGRAMS if not (folder / name).exists()]
    if missing:
        return Finding("tools", f"{', '.join(missing)} not in {folder}", RENEW)
    return Finding("tools", ", ".join(PROGRAMS))


def examine_emulator() -> Finding:
    """Whether the emulator is the one that the kit was written for."""
    try:
        found = importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        return Finding("emulator", "ministack is not installed", RENEW)
    if found != VERSION:
        return Finding("emulator", f"ministack {found} is installed, not {VERSION}", RENEW)
    return Finding("emulator", f"ministack {found}")


def examine_variables(ignored: Sequence[str]) -> Finding:
    """Whether the user's shell carries keys: nothing here uses them, other programs may."""
    keys = [name for name in ignored if name in KEYS]
    if keys:
        detail = f"{', '.join(keys)} set; `callnotes` ignores them, other programs do not"
        return Finding("aws keys", detail, f"unset {' '.join(keys)}")
    return Finding("aws keys", "none in the environment")


def examine_disk(workspace: Workspace) -> Finding:
    """Whether there is room for the environment, the build and the state."""
    free = shutil.disk_usage(workspace.root).free
    detail = f"{free / 1024**3:.1f} GiB free in {workspace.root}"
    if free < NEEDED_BYTES:
        remedy = "make room there; the notes are in .callnotes/cloud, which stays"
        return Finding("disk", f"{detail}, {NEEDED_BYTES / 1024**3:.0f} are needed", remedy)
    return Finding("disk", detail)
