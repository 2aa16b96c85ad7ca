"""The packages that Lambda's runtime brings along, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from callnotes_local.emulator.settings import base_python
from callnotes_local.process import KIT_ROOT

REQUIREMENTS = KIT_ROOT / "runtime" / "requirements.txt"
# awslambdaric is published compiled for Linux; elsewhere this replaces its compiled part.
CLIENT_STAND_IN = KIT_ROOT / "runtime" / "runtime_client.py"
LINUX = ("--python-platform", "x86_64-unknown-linux-gnu", "--only-binary", ":all:")


def prepare_runtime(folder: Path) -> Path:
    """Install boto3 and awslambdaric into `folder` when they are not what is pinned."""
    stamp = folder / "installed.txt"
    wanted = f"{sys.version}\n{REQUIREMENTS.read_text()}"
    if not stamp.exists() or stamp.read_text() != wanted:
        partial = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
        shutil.rmtree(partial, ignore_errors=True)
        _install(partial)
        (partial / stamp.name).write_text(wanted)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)
    return folder


def _install(folder: Path) -> None:
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--require-hashes"]
    # Compiled once: functions start from it and cannot write into it.
    command += ["--compile-bytecode", "--python", base_python(), "--target", str(folder)]
    if sys.platform != "linux":
        command += LINUX
    subprocess.run([*command, "-r", str(REQUIREMENTS)], check=True)
    if sys.platform != "linux":
        shutil.copy(CLIENT_STAND_IN, folder)
