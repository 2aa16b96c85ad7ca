"""The checkout's functions and core layer in place of the deployed ones, where they differ.

A thread looks at the files; an invocation only compares two texts. An edit counts when the files
have stayed the same for one look, so that half of a change is not taken for the whole.
"""

from __future__ import annotations

import functools
import logging
import os
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from callnotes_local.cloud.names import to_logical_id
from callnotes_local.emulator.functions.source_tree import SourceTree, find_sources

LOOK_SECONDS = 0.25
KEPT_COPIES = 3
FUNCTIONS = "functions"
CORE = "layers/core/callnotes"
CORE_IN_LAYER = "python/callnotes"

Fingerprint = Mapping[str, tuple[int, int, int]]
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Packages:
    """Where an environment takes its code from; `core` comes before the layers."""

    task: Path
    layers: Path
    core: Path | None = None


@dataclass
class Sources:
    """Watches a checkout; knows for each function what it is made of now."""

    root: Path
    copies: Path
    _functions: dict[str, SourceTree] = field(default_factory=dict)
    _core: SourceTree | None = None
    _seen: Fingerprint = field(default_factory=dict)
    _applied: Fingerprint = field(default_factory=dict)
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def watch(self) -> None:
        """Read everything, then look again and again."""
        self._seen = self._look()
        self._apply(self._seen)
        threading.Thread(target=self._run, daemon=True, name="sources").start()

    def revision(self, config: Mapping[str, Any]) -> str:
        """Name the sources that a function is made of; another name asks for a new environment."""
        function = self._function(config)
        return f"{function.digest}{self._core.digest}" if function and self._core else ""

    def choose(self, config: Mapping[str, Any], deployed: Packages) -> Packages:
        """Take what was deployed, or a copy of the sources where they say something else."""
        function, core = self._function(config), self._core
        if function is None or core is None:
            return deployed
        task, layer = deployed.task, deployed.layers / CORE_IN_LAYER
        if function.digest != _digest_package(task):
            task = self._copy(function)
        if not layer.is_dir() or core.digest == _digest_package(layer):
            return Packages(task, deployed.layers)
        return Packages(task, deployed.layers, self._copy(core).parent)

    def _function(self, config: Mapping[str, Any]) -> SourceTree | None:
        variables = (config.get("Environment") or {}).get("Variables") or {}
        return self._functions.get(variables.get("LOGICAL_ID", ""))

    def _run(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            try:
                found = self._look()
                if found != self._applied and found == self._seen:
                    self._apply(found)
                self._seen = found
            except OSError as error:
                # A file went away between two calls: the next look sees it.
                logger.info("looking at the sources: %s", error)

    def _look(self) -> Fingerprint:
        paths = (path for part in (FUNCTIONS, CORE) for path in find_sources(self.root / part))
        return {path: _stamp(os.stat(path)) for path in paths}  # noqa: PTH116 - many, often

    def _apply(self, found: Fingerprint) -> None:
        folders = [path for path in (self.root / FUNCTIONS).iterdir() if path.is_dir()]
        self._functions = {
            to_logical_id(folder.name, "Function"): SourceTree.read(folder)
            for folder in folders
            if not folder.name.startswith((".", "_"))
        }
        self._core = SourceTree.read(self.root / CORE)
        self._applied = found

    def _copy(self, tree: SourceTree) -> Path:
        # Stack traces show this path: its end is the path in the checkout.
        kind = self.copies / tree.folder.name
        target = kind / tree.digest / tree.folder.relative_to(self.root)
        with self._writing:
            if not target.is_dir():
                target.parent.mkdir(parents=True, exist_ok=True)
                tree.write(target)
                _forget_old(kind)
        return target


@functools.cache
def _digest_package(folder: Path) -> str:
    # Packages are named by their content and never change.
    return SourceTree.read(folder).digest


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_mtime_ns, status.st_size, status.st_ino


def _forget_old(kind: Path) -> None:
    copies = sorted(kind.iterdir(), key=lambda path: path.stat().st_ctime_ns)
    for copy in copies[:-KEPT_COPIES]:
        shutil.rmtree(copy, ignore_errors=True)
