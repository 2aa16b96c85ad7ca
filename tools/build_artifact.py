"""Builds one artifact of `sam build` in its folder, compiled so that no copy of it grows stale."""

import compileall
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode

from tools.function_digests import ROOT, one_at_a_time, read_digest

FUNCTION_PATH = "/var/task"
LAYER_PATH = "/opt"
PLATFORMS = {"x86_64": "x86_64", "arm64": "aarch64"}
KEPT_METADATA = ("METADATA", "LICENSE", "LICENCE", "NOTICE", "COPYING", "AUTHORS")
BALLAST = (
    *("bin", "tests", "*-stubs", "*.pyi", "*.c", "*.min.js", "*.min.css"),
    # The copy of its first version that pydantic brings.
    "pydantic/v1",
    # Numbers that only a country's own network knows, as its emergency numbers.
    "phonenumbers/shortdata/region_*.py",
)
# Numbering plans, a module for each country: a function reads two or three. Compiled, all of them
# would take the room that is left in the layer.
UNCOMPILED = re.compile(r"/phonenumbers/data/region_")
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", ".*")


def build_function(artifact: Path) -> None:
    """Copy one function, with the digest that makes SAM publish a version of it."""
    shutil.copytree(Path.cwd(), artifact, dirs_exist_ok=True, ignore=IGNORED)
    (artifact / "inputs.sha256").write_text(read_digest(Path.cwd().name) + "\n")
    compile_tree(artifact, FUNCTION_PATH)


def build_core(artifact: Path) -> None:
    """Copy the application's package."""
    shutil.copytree("callnotes", artifact / "python" / "callnotes", ignore=IGNORED)
    compile_tree(artifact, LAYER_PATH)


def build_runtime(artifact: Path) -> None:
    """Install the third-party libraries for the platform that this folder is named after."""
    libraries = artifact / "python"
    install_wheels(libraries)
    for path in list(find_ballast(libraries)):
        remove(path)
    compile_tree(artifact, LAYER_PATH)


def install_wheels(target: Path) -> None:
    """Unpack the libraries; pip checks every hash."""
    options = ["--no-index", "--find-links", str(keep_wheels()), "--no-compile"]
    run_pip("install", *options, "--target", str(target))


def keep_wheels() -> Path:
    """Keep the wheels, so that only a change of the requirements needs the network."""
    wheels = ROOT / "build" / "wheels" / platform_name()
    stamp, wanted = wheels / "requirements.txt", Path("requirements.txt")
    with one_at_a_time(wheels.with_suffix(".lock")):
        if not stamp.exists() or stamp.read_bytes() != wanted.read_bytes():
            shutil.rmtree(wheels, ignore_errors=True)
            run_pip("download", "--dest", str(wheels))
            shutil.copy(wanted, stamp)
    return wheels


def run_pip(command: str, *options: str) -> None:
    """Run pip on this folder's requirements: wheels of the platform, only what is listed."""
    pip = [sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check"]
    only = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", "requirements.txt"]
    subprocess.run([*pip, *only, *platform_options(), *options], check=True)


def platform_name() -> str:
    """Name the platform after this folder; the local cloud may ask for the machine it is on."""
    return os.environ.get("CALLNOTES_BUILD_PLATFORM", Path.cwd().name)


def platform_options() -> list[str]:
    """Say which wheels fit Lambda; pip knows by itself which ones fit the host."""
    if platform_name() == "host":
        return []
    machine = PLATFORMS[platform_name()]
    tags = (f"manylinux_2_28_{machine}", f"manylinux2014_{machine}")
    options = ["--python-version", "3.13", "--implementation", "cp"]
    return options + [option for tag in tags for option in ("--platform", tag)]


def find_ballast(libraries: Path) -> Iterator[Path]:
    """Find what a function never reads; scanners and lawyers keep the metadata and the licences."""
    for pattern in BALLAST:
        yield from libraries.rglob(pattern)
    for path in libraries.glob("*.dist-info/*"):
        if path.is_file() and not path.name.startswith(KEPT_METADATA):
            yield path


def remove(path: Path) -> None:
    """Remove a file or a folder."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def compile_tree(artifact: Path, shipped_as: str) -> None:
    """Compile for good: zips change times, so the code is named by content and never compared."""
    compiled = compileall.compile_dir(
        artifact,
        maxlevels=50,
        quiet=1,
        force=True,
        stripdir=str(artifact),
        prependdir=shipped_as,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        rx=UNCOMPILED,
    )
    if not compiled:
        sys.exit(f"callnotes: {artifact} has a file that does not compile")


def main() -> None:
    """Build what the Makefile asks for."""
    builders = {"function": build_function, "core": build_core, "runtime": build_runtime}
    name, artifact = sys.argv[1:]
    builders[name](Path(artifact).resolve())


if __name__ == "__main__":
    main()
