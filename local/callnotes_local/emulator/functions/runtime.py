"""The packages that Lambda's runtime brings along, in a folder of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from callnotes_local.emulator.settings import base_python
from callnotes_local.errors import CliError
from callnotes_local.system.lock import wait_for_lock
from callnotes_local.system.process import KIT_ROOT

REQUIREMENTS = KIT_ROOT / "runtime" / "requirements.txt"
# awslambdaric is published compiled for Linux; elsewhere this replaces its compiled part.
CLIENT_STAND_IN = KIT_ROOT / "runtime" / "runtime_client.py"
STAMP = "installed.txt"
LINUX = ("--python-platform", "x86_64-unknown-linux-gnu", "--only-binary", ":all:")


def prepare_runtime(folder: Path) -> Path:
    """Install boto3 and awslambdaric into `folder` when they are not what is pinned."""
    wanted = f"{sys.version}\n{REQUIREMENTS.read_text()}"
    if not _holds(folder, wanted):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with wait_for_lock(folder.with_name(f"{folder.name}.lock")):
            # Whoever had the lock before may have installed it.
            if not _holds(folder, wanted):
                _replace(folder, wanted)
    return folder


def _holds(folder: Path, wanted: str) -> bool:
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text() == wanted


def _replace(folder: Path, wanted: str) -> None:
    partial = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    _install(partial)
    (partial / STAMP).write_text(wanted)
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)


def _install(folder: Path) -> None:
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--require-hashes"]
    # Compiled once: functions start from it and cannot write into it.
    command += ["--compile-bytecode", "--python", base_python(), "--target", str(folder)]
    if sys.platform != "linux":
        command += LINUX
    _run_uv([*command, "-r", str(REQUIREMENTS)])
    if sys.platform != "linux":
        shutil.copy(CLIENT_STAND_IN, folder)


def _run_uv(command: list[str]) -> None:
    # uv trusts its own certificates first; behind a company's proxy the machine's are needed.
    for more in ((), ("--system-certs",)):
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        if not done.returncode:
            return
    raise CliError(
        "The packages of Lambda's runtime could not be installed.",
        _cause_of(done.stderr),
        "see that the package index can be reached, then run the same command again",
    )


def _cause_of(errors: str) -> str:
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    return lines[-1] if lines else "uv does not say why."
