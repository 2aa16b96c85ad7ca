"""What was deployed last, and from what: the same inputs need no new deployment."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from callnotes_local.system.private_files import Record

INPUTS = (
    *("template.yaml", "samconfig.toml", "functions", "layers", "tools", "statemachines", "flags"),
    "local/callnotes_local/completion",
)
IGNORED = {"__pycache__", ".pytest_cache", ".mypy_cache"}


@dataclass(frozen=True)
class Deployment(Record):
    """A deployment that went through to its end."""

    digest: str
    stack_id: str


def digest_inputs(root: Path, console_origin: str) -> str:
    """The digest of every file that the deployment depends on, and of its parameters."""
    digest = hashlib.sha256(console_origin.encode())
    for start in (root / name for name in INPUTS):
        for path in (start, *sorted(start.rglob("*"))):
            if path.is_file() and path.suffix != ".pyc" and not IGNORED.intersection(path.parts):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
