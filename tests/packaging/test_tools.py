"""A machine needs Python 3.13 somewhere, and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.packaging.conftest import ROOT

NEEDED = ("dirname", "ls", "sh")


def test_a_python_in_pyenv_is_found_though_its_shim_fails(tmp_path: Path) -> None:
    script(tmp_path / "shims" / "python3.13", "exit 127")
    python = python_in(tmp_path)
    found = find_python(tmp_path, PYENV_ROOT=str(tmp_path))
    assert found.stdout.strip() == str(python)


def test_pyenv_is_found_by_its_shims_alone(tmp_path: Path) -> None:
    script(tmp_path / "shims" / "python3.13", "exit 127")
    python = python_in(tmp_path)
    assert Path(find_python(tmp_path).stdout.strip()).samefile(python)


def test_another_python_does_not_pass_for_it(tmp_path: Path) -> None:
    script(tmp_path / "shims" / "python3.13", "echo 3.12")
    script(tmp_path / "shims" / "python3", "echo 3.12")
    failed = find_python(tmp_path)
    assert failed.returncode == 1
    assert "no Python 3.13" in failed.stderr
    assert "Next: install" in failed.stderr


def test_help_lists_the_targets_on_one_screen() -> None:
    command = ["make", "--no-print-directory", "help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    assert len(lines) <= 15
    assert {"up", "down", "test"} <= {line.split()[0] for line in lines}


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def system_without_python(home: Path) -> Path:
    folder = home / "system"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def find_python(home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"HOME": str(home), "PATH": f"{home / 'shims'}:{system_without_python(home)}"}
    command = [str(ROOT / "tools" / "find_python")]
    return subprocess.run(
        command, env=environment | variables, capture_output=True, text=True, check=False
    )


def python_in(pyenv: Path) -> Path:
    path = pyenv / "versions" / "3.13.9" / "bin" / "python3.13"
    return script(path, f'exec "{sys.executable}" "$@"')
