"""Python, and the programs that the project's own environment brings along."""

import importlib.metadata
import subprocess
import sys
from pathlib import Path

from callnotes_local.cloud.workspace import Workspace
from callnotes_local.doctor.finding import Finding
from callnotes_local.emulator.version import VERSION

PROGRAMS = ("sam", "uv", "cfn-lint")
SECONDS = 20
RENEW = "make venv"


def examine_python(workspace: Workspace) -> Finding:
    """Whether there is a Python 3.13 to make environments from."""
    finder = workspace.root / "tools" / "find_python"
    try:
        done = subprocess.run(
            [str(finder)], capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding(
            "python", f"{finder} does not run: {error}", "git checkout tools/find_python"
        )
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
