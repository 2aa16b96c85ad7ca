"""What a deployment is made from, as one digest: the same digest needs no deployment."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

INPUTS = ("template.yaml", "samconfig.toml", "functions", "layers", "tools", "gateway")
OWN_INPUT = "local/callnotes_local/completion"
IGNORED = {"__pycache__", ".pytest_cache", ".mypy_cache"}


def digest_inputs(root: Path, console_origin: str) -> str:
    """The digest of every file that the deployment depends on, and of its parameters."""
    digest = hashlib.sha256(console_origin.encode())
    for path in _find_files(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _find_files(root: Path) -> Iterator[Path]:
    for name in (*INPUTS, OWN_INPUT):
        start = root / name
        found = [start] if start.is_file() else sorted(start.rglob("*"))
        yield from (path for path in found if path.is_file() and _matters(path))


def _matters(path: Path) -> bool:
    return path.suffix != ".pyc" and not IGNORED.intersection(path.parts)
