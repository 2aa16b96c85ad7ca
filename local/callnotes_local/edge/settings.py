"""What the edge is told by the command that starts it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from callnotes_local.system import private_files
from callnotes_local.system.process import ProcessRecord


@dataclass(frozen=True)
class EdgeSettings:
    """One edge: where it listens, what it forwards to, whose end is its end."""

    port: int
    upstream: str
    # What the emulator's gateway asks for: pages that reach its port do not know it.
    secret: str
    console_origin: str
    emulator_pid: int
    emulator_created: float
    # Who sends a head or a body slower than this, or nothing at all, is disconnected.
    head_seconds: float = 30.0
    body_seconds: float = 30.0
    max_connections: int = 512

    @property
    def emulator(self) -> ProcessRecord:
        """The process without which this edge has nothing to serve."""
        return ProcessRecord(self.emulator_pid, self.emulator_created, port=0)

    def save(self, path: Path) -> None:
        """Write the settings; a command line would show the secret to everybody."""
        private_files.write_text(path, json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> "EdgeSettings":
        """Read the settings back."""
        return cls(**json.loads(path.read_text()))
