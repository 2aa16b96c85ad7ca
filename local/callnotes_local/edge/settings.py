"""What the command that starts the edge passes to it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from callnotes_local.system import private_files
from callnotes_local.system.process import ProcessRecord


@dataclass(frozen=True)
class EdgeSettings:
    """One edge: where it listens, what it forwards to, with which emulator it ends."""

    port: int
    upstream: str
    # The emulator's gateway requires it; web pages that reach its port do not know it.
    secret: str
    console_origin: str
    # The process with which this edge ends.
    emulator: ProcessRecord
    # A client that takes longer to send a head or a body is disconnected.
    head_seconds: float = 30.0
    body_seconds: float = 30.0
    max_connections: int = 512

    def save(self, path: Path) -> None:
        """Write the settings; a command line would show the secret to every user."""
        private_files.write_text(path, json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the settings back."""
        given = json.loads(path.read_text())
        return cls(**given | {"emulator": ProcessRecord(**given["emulator"])})
