"""Code and layers of functions on disk: extracted once per content, shared by environments."""

from __future__ import annotations

import hashlib
import io
import shutil
import threading
import zipfile
from collections.abc import Sequence
from pathlib import Path


class PackageStore:
    """Extracts archives below one folder; equal content is extracted once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()

    def extract(self, archives: Sequence[bytes]) -> Path:
        """Return a folder with the archives extracted in order, a later one over an earlier."""
        digest = hashlib.sha256()
        for archive in archives:
            digest.update(hashlib.sha256(archive).digest())
        target = self._root / digest.hexdigest()[:32]
        with self._lock:
            if not target.is_dir():
                _extract_all(archives, target)
        return target


def _extract_all(archives: Sequence[bytes], target: Path) -> None:
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for archive in archives:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            _extract(opened, partial)
    partial.rename(target)


def _extract(opened: zipfile.ZipFile, folder: Path) -> None:
    for member in opened.infolist():
        path = Path(opened.extract(member, folder))
        mode = (member.external_attr >> 16) & 0o777
        if mode and not member.is_dir():
            # The owner keeps the right to read and remove what the archive says.
            path.chmod(mode | 0o600)
