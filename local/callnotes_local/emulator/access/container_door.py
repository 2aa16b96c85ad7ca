"""The one other name that this cloud answers to: a container's, while a command holds it open."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callnotes_local.system import private_files
from callnotes_local.system.process import ProcessRecord


@contextmanager
def hold_open(home: Path, host: str) -> Iterator[None]:
    """Let requests for `host` in while this process works in the block."""
    record = ProcessRecord.of(os.getpid(), port=0)
    content = {"host": host, "pid": record.pid, "created": record.created}
    private_files.write_text(_path(home), json.dumps(content))
    try:
        yield
    finally:
        _path(home).unlink(missing_ok=True)


def read_host(home: Path) -> str | None:
    """Return the host that is let in now; a holder that was killed holds nothing."""
    try:
        found = json.loads(_path(home).read_text())
    except (OSError, ValueError):
        return None
    holder = ProcessRecord(found["pid"], found["created"], port=0).process()
    return str(found["host"]) if holder else None


def _path(home: Path) -> Path:
    return home / "container-door.json"
