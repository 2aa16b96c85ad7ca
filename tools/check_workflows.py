"""Checks every state machine definition: its schema, its transitions, that each state is reached.

The validator is a Node program, so Node and it are installed in build/asl, pinned by hashes.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFINITIONS = ROOT / "statemachines"
HERE = ROOT / "tools" / "asl"
REQUIREMENTS = ROOT / "requirements" / "node.txt"
TARGET = ROOT / "build" / "asl"
BIN = Path(sys.executable).parent


def main() -> int:
    """Print the faults of each definition; return 1 when there are any, or no definition."""
    prepare_validator()
    definitions = sorted(DEFINITIONS.glob("*.asl.yaml"))
    faults = [fault for path in definitions if (fault := find_fault(path))]
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(definitions)} state machines, {len(faults)} with faults")
    return 1 if faults or not definitions else 0


def prepare_validator() -> None:
    """Install Node and the validator, unless the same ones are there."""
    wanted = "".join(path.read_text() for path in (REQUIREMENTS, HERE / "package-lock.json"))
    stamp = TARGET / "installed"
    if stamp.exists() and stamp.read_text() == f"{ROOT}\n{wanted}":
        return
    shutil.rmtree(TARGET, ignore_errors=True)
    _run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, TARGET)
    python = TARGET / "bin" / "python"
    _run(BIN / "uv", "pip", "sync", "--quiet", "--python", python, "--require-hashes", REQUIREMENTS)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, TARGET)
    _run(TARGET / "bin" / "npm", "ci", "--silent", "--ignore-scripts", "--prefix", TARGET)
    stamp.write_text(f"{ROOT}\n{wanted}")


def find_fault(definition: Path) -> str:
    """Return the validator's output for one definition; empty when it is valid."""
    validator = TARGET / "node_modules" / ".bin" / "asl-validator"
    command: list[str | Path] = [validator, "--yaml-path", definition]
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"{definition.name}: {done.stdout}{done.stderr}".strip()


def _run(*command: str | Path) -> None:
    subprocess.run(command, cwd=ROOT, env=_environment(), check=True)


def _environment() -> dict[str, str]:
    found = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return {**found, "PATH": f"{TARGET / 'bin'}{os.pathsep}{os.environ['PATH']}"}


if __name__ == "__main__":
    sys.exit(main())
