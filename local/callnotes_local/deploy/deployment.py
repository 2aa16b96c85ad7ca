"""The record of the last deployment that went through to its end."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Deployment:
    """What was deployed, and where to."""

    digest: str
    stack_id: str

    def save(self, path: Path) -> None:
        """Keep the record, whole or not at all."""
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps(asdict(self), indent=1))
        partial.replace(path)


def read_deployment(path: Path) -> Deployment | None:
    """The record, or None when there is none that this version understands."""
    try:
        return Deployment(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        return None
