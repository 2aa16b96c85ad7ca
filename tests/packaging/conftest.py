"""Builds a copy of the sources with the real SAM CLI, as a user's `sam build` does."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("functions", "layers", "statemachines", "tools", "template.yaml", "samconfig.toml")
LONG_AGO = (1980, 1, 1, 0, 0, 0)


def copy_sources(target: Path) -> Path:
    target.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=ignored)
        else:
            shutil.copy(source, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    share_wheels(target)
    return target


def share_wheels(target: Path) -> None:
    """Only the first build on a machine needs the network."""
    wheels = ROOT / "build" / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    (target / "build").mkdir()
    (target / "build" / "wheels").symlink_to(wheels)


def sam_build(checkout: Path, *options: str) -> Path:
    """Build and return the folder of the artifacts; the user's environment plays no part."""
    bin_folder = Path(sys.executable).parent
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"PATH": f"{bin_folder}:{os.environ['PATH']}", "SAM_CLI_TELEMETRY": "0"}
    command = [str(bin_folder / "sam"), "build", "--parallel", *options]
    done = subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return checkout / ".aws-sam" / "build"


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_sources(tmp_path_factory.mktemp("packaging") / "checkout")


@pytest.fixture(scope="session")
def build(checkout: Path) -> Path:
    """Give one build; tests only read it."""
    built = sam_build(checkout, "--cached")
    kept = checkout.parent / "first"
    shutil.copytree(built, kept)
    return kept


@pytest.fixture(scope="session")
def layers(build: Path) -> list[Path]:
    return [build / "RuntimeLayer", build / "CoreLayer"]


@pytest.fixture(scope="session")
def functions(build: Path) -> list[Path]:
    return sorted(build.glob("*Function"))


@pytest.fixture(scope="session")
def deployed(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Zip and extract every artifact, as a deployment does: all files get other times."""
    target = tmp_path_factory.mktemp("deployed")
    for artifact in artifacts(build):
        extract(pack(artifact, target / f"{artifact.name}.zip"), target / artifact.name)
    return target


def artifacts(build: Path) -> Iterator[Path]:
    yield from (path for path in sorted(build.iterdir()) if path.is_dir())


def pack(folder: Path, archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), LONG_AGO)
                zipped.writestr(entry, path.read_bytes())
    return archive


def extract(archive: Path, target: Path) -> None:
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(target)
