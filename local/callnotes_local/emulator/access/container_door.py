"""The one other host name that is accepted: that of containers, while `sam-env --forward` runs."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from callnotes_local.system import private_files
from callnotes_local.system.process import ProcessRecord

FILE = "container-door.json"


@contextmanager
def hold_open(home: Path, host: str) -> Iterator[None]:
    """Accept requests for `host` while this process works in the block."""
    record = ProcessRecord.of(os.getpid(), port=0)
    private_files.write_text(home / FILE, json.dumps([host, record.pid, record.created]))
    try:
        yield
    finally:
        (home / FILE).unlink(missing_ok=True)


def read_host(home: Path) -> str | None:
    """Return the host that is accepted now; None when its command has ended, however it did."""
    try:
        host, pid, created = json.loads((home / FILE).read_text())
    except (OSError, ValueError):
        return None
    return str(host) if ProcessRecord(pid, created, port=0).process() else None
