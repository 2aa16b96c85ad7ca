"""What the command that starts the edge passes to it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self, override

from callnotes_local.system.private_files import Record
from callnotes_local.system.process import ProcessRecord


@dataclass(frozen=True)
class EdgeSettings(Record):
    """One edge: where it listens, what it forwards to, with which emulator it ends.

    In a file: a command line would show the secret to every user.
    """

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

    @classmethod
    @override
    def load(cls, path: Path) -> Self | None:
        try:
            given = json.loads(path.read_text())
            return cls(**given | {"emulator": ProcessRecord(**given["emulator"])})
        except (OSError, LookupError, ValueError, TypeError):
            return None
