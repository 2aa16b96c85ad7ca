"""The digests of all functions, computed once: `sam build` starts one process for each function."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "digests"
INPUTS = ("functions", "layers", "template.yaml", "samconfig.toml", "tools")
# What the local cloud deploys with, beside samconfig.toml.
OVERRIDES = "CALLNOTES_PARAMETERS"


def read_digest(name: str) -> str:
    """Return a function's digest (tools/function_inputs.py); the first who asks computes all."""
    with one_at_a_time(KEPT.with_suffix(".lock")):
        key = digest_sources()
        lines = KEPT.read_text().splitlines() if KEPT.exists() else []
        if lines[:1] != [key]:
            lines = [key, *compute_digests()]
            KEPT.write_text("\n".join(lines) + "\n")
    return dict(line.split() for line in lines[1:])[name]


def compute_digests() -> list[str]:
    """Compute the digest of every function: a line for each, `name digest`."""
    command = [sys.executable, "-P", "-m", "tools.function_inputs"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.splitlines()


def digest_sources() -> str:
    """Digest all that any function's digest may depend on."""
    digest = hashlib.sha256(os.environ.get(OVERRIDES, "").encode())
    for path in (path for name in INPUTS for path in list_sources(ROOT / name)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def list_sources(start: Path) -> list[Path]:
    """List a file, or the files of a folder that are sources, in one order everywhere."""
    files = (path for path in [start, *start.rglob("*")] if path.is_file())
    return sorted(path for path in files if is_source(path))


def is_source(path: Path) -> bool:
    """Return whether a file is a source, and not Python's cache."""
    parts = path.relative_to(ROOT).parts
    return "__pycache__" not in parts and not any(part.startswith(".") for part in parts)


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Wait for the builds beside this one: what one has made, the next one finds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
