"""The code of functions: what was deployed, or the checkout's sources where they differ.

An edit counts once nothing has been written for a moment, so that half of a change is not taken
for the whole.
"""

import compileall
import contextlib
import functools
import hashlib
import io
import os
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any, Self

from ministack.services import lambda_svc

LOOK_SECONDS = 0.25
QUIET_NS = 250_000_000
KEPT_COPIES = 3
FUNCTIONS = "functions"
CORE = "layers/core/callnotes"
CORE_IN_LAYER = "python/callnotes"
# The second is written by the build: what else decides what a function does.
NO_SOURCES = ("__pycache__", "inputs.sha256")

_writing = threading.Lock()


@dataclass(frozen=True)
class Packages:
    """Where an environment takes its code from; `core` comes before the layers."""

    task: Path
    layers: Path
    core: Path | None = None


def extract(archives: Sequence[bytes], root: Path) -> Path:
    """Return a folder with the archives in it, a later one over an earlier: once per content."""
    digests = b"".join(hashlib.sha256(archive).digest() for archive in archives)
    target = root / hashlib.sha256(digests).hexdigest()[:32]
    with _writing:
        if not target.is_dir():
            with _partial(target) as partial:
                for archive in archives:
                    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
                        lambda_svc._extract_zip_preserving_mode(opened, partial)
    return target


@dataclass(frozen=True)
class SourceTree:
    """A folder's files in memory: what an artifact holds, no compiled code, nothing hidden."""

    folder: Path
    files: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder as it is now."""
        paths = [Path(path) for path in sorted(_find_sources(folder))]
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
        with _partial(target) as partial:
            for name, content in self.files.items():
                path = partial / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            unchecked = PycInvalidationMode.UNCHECKED_HASH
            compileall.compile_dir(partial, maxlevels=50, quiet=2, invalidation_mode=unchecked)


class Sources:
    """Knows for each function of a checkout what it is made of now."""

    def __init__(self, root: Path, copies: Path) -> None:
        self._root, self._copies = root, copies
        self._looking = threading.Lock()
        self._next_look = 0.0
        self._read(self._find_changes())

    def revision(self, config: Mapping[str, Any]) -> str:
        """Name the sources that a function is made of; another name asks for a new environment."""
        self._look()
        function = self._function(config)
        return f"{function.digest}{self._core.digest}" if function else ""

    def choose(self, config: Mapping[str, Any], deployed: Packages) -> Packages:
        """Take what was deployed, or a copy of the sources where they say something else."""
        function, core = self._function(config), self._core
        if function is None:
            return deployed
        task, layer = deployed.task, deployed.layers / CORE_IN_LAYER
        if function.digest != _digest_package(task):
            task = self._copy(function)
        if not layer.is_dir() or core.digest == _digest_package(layer):
            return Packages(task, deployed.layers)
        return Packages(task, deployed.layers, self._copy(core).parent)

    def _function(self, config: Mapping[str, Any]) -> SourceTree | None:
        # CloudFormation names a function <stack>-<logical id>-<random>.
        _, _, logical_id = config["FunctionName"].rpartition("-")[0].rpartition("-")
        return self._functions.get(logical_id)

    def _look(self) -> None:
        with self._looking:
            if time.monotonic() < self._next_look:
                return
            self._next_look = time.monotonic() + LOOK_SECONDS
            # A file that goes away meanwhile: the next look sees it.
            with contextlib.suppress(FileNotFoundError):
                found = self._find_changes()
                if (
                    found != self._seen
                    and max(found.values(), default=0) < time.time_ns() - QUIET_NS
                ):
                    self._read(found)

    def _read(self, found: Mapping[str, int]) -> None:
        folders = (path for path in (self._root / FUNCTIONS).iterdir() if path.is_dir())
        self._functions = {
            _to_logical_id(folder.name): SourceTree.read(folder) for folder in folders
        }
        self._core = SourceTree.read(self._root / CORE)
        self._seen = found

    def _find_changes(self) -> dict[str, int]:
        """When each file, and each folder, last changed, in ns."""
        files = {path for part in (FUNCTIONS, CORE) for path in _find_sources(self._root / part)}
        paths = files | {*map(os.path.dirname, files)}
        return {path: os.stat(path).st_ctime_ns for path in paths}  # noqa: PTH116 - many, often

    def _copy(self, tree: SourceTree) -> Path:
        # Stack traces show this path: its end is the path in the checkout.
        kind = self._copies / tree.folder.name
        target = kind / tree.digest / tree.folder.relative_to(self._root)
        with _writing:
            if not target.is_dir():
                tree.write(target)
                copies = sorted(kind.iterdir(), key=lambda path: path.stat().st_ctime_ns)
                for copy in copies[:-KEPT_COPIES]:
                    shutil.rmtree(copy, ignore_errors=True)
        return target


@functools.cache
def _digest_package(folder: Path) -> str:
    # Packages are named by their content and never change.
    return SourceTree.read(folder).digest


@contextlib.contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """Give a folder that becomes the target when everything is in it."""
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    yield partial
    partial.rename(target)


def _find_sources(folder: Path) -> Iterator[str]:
    """Find the files that a build copies."""
    for root, folders, files in os.walk(folder, followlinks=True):
        folders[:] = filter(_is_source, folders)
        yield from (f"{root}/{name}" for name in filter(_is_source, files))


def _is_source(name: str) -> bool:
    return not name.startswith(".") and name not in NO_SOURCES and not name.endswith(".pyc")


def _to_logical_id(verb_noun: str) -> str:
    """`index_note` gives `IndexNoteFunction`, as in template.yaml."""
    return "".join(word.capitalize() for word in verb_noun.split("_")) + "Function"
