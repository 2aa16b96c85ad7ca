"""What the edge is told by the command that starts it."""

import json
from dataclasses import asdict, dataclass

from callnotes_local.process import ProcessRecord


@dataclass(frozen=True)
class EdgeSettings:
    """One edge: where it listens, what it forwards to, whose end is its end."""

    port: int
    upstream: str
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

    def to_argument(self) -> str:
        """The settings as one argument of a command line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_argument(cls, argument: str) -> "EdgeSettings":
        """Read the settings back."""
        return cls(**json.loads(argument))
