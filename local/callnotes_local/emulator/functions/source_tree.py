"""A folder of sources at one moment: its files in memory, one digest for all of them."""

from __future__ import annotations

import compileall
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from py_compile import PycInvalidationMode

# Written by the build beside the sources: what else decides what a function does.
MADE_BY_BUILD = "inputs.sha256"


@dataclass(frozen=True)
class SourceTree:
    """What an artifact holds of a folder: no compiled code, nothing hidden."""

    folder: Path
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> SourceTree:
        """Read a folder as it is now."""
        paths = [Path(path) for path in sorted(find_sources(folder))]
        return cls(folder, {str(path.relative_to(folder)): path.read_bytes() for path in paths})

    @cached_property
    def digest(self) -> str:
        """The same digest means the same files."""
        digest = hashlib.sha256()
        for name, content in self.files.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
        return digest.hexdigest()[:32]

    def write(self, target: Path) -> None:
        """Write a copy, compiled where it compiles."""
        partial = target.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        for name, content in self.files.items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        compileall.compile_dir(
            partial,
            maxlevels=50,
            quiet=2,
            invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
        )
        partial.rename(target)


def find_sources(folder: Path | str) -> Iterator[str]:
    """Find the files that a build copies."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name in ("__pycache__", MADE_BY_BUILD):
                continue
            if entry.is_dir():
                yield from find_sources(entry.path)
            elif not entry.name.endswith(".pyc"):
                yield entry.path
