"""What was deployed last, and from what: the same inputs need no new deployment."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from callnotes_local.system import private_files

INPUTS = (
    *("template.yaml", "samconfig.toml", "functions", "layers", "tools", "statemachines", "flags"),
    "local/callnotes_local/completion",
)
IGNORED = {"__pycache__", ".pytest_cache", ".mypy_cache"}


@dataclass(frozen=True)
class Deployment:
    """A deployment that went through to its end."""

    digest: str
    stack_id: str

    def save(self, path: Path) -> None:
        """Keep the record, whole or not at all."""
        private_files.write_text(path, json.dumps(asdict(self), indent=1))


def read_deployment(path: Path) -> Deployment | None:
    """The record, or None when there is none that this version understands."""
    try:
        return Deployment(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None


def digest_inputs(root: Path, console_origin: str) -> str:
    """The digest of every file that the deployment depends on, and of its parameters."""
    digest = hashlib.sha256(console_origin.encode())
    for start in (root / name for name in INPUTS):
        for path in (start, *sorted(start.rglob("*"))):
            if path.is_file() and path.suffix != ".pyc" and not IGNORED.intersection(path.parts):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
