"""The places where our parts enter the pinned emulator: all are in seams.toml, checked at start.

Another version of the emulator is refused rather than half-patched.
"""

import importlib
import importlib.metadata
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from callnotes_local.emulator.settings import VERSION, RefusedError

SEAMS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["seams"]
NAMES = {(seam["module"], name) for seam in SEAMS for name in seam["names"]}


class SeamError(RefusedError):
    """The installed emulator is not the one our parts were written for."""


def check_seams() -> None:
    """Refuse another emulator version, or one whose names have moved."""
    found = importlib.metadata.version("ministack")
    if found != VERSION:
        raise SeamError(f"ministack {found} is installed, {VERSION} is needed: run `make venv`")
    missing = [
        f"{module}.{name}"
        for module, name in sorted(NAMES)
        if not hasattr(importlib.import_module(module), name)
    ]
    if missing:
        raise SeamError(f"ministack {found} lacks {', '.join(missing)}: reinstall it")


def replace(module: str, name: str, make: Callable[[Any], Any]) -> None:
    """Put `make(original)` in the place of a seam; only listed seams can be replaced."""
    if (module, name) not in NAMES:
        raise SeamError(f"{module}.{name} is not in seams.toml")
    target = importlib.import_module(module)
    setattr(target, name, make(getattr(target, name)))


def wrap(module: str, name: str, around: Callable[..., Any]) -> None:
    """Let calls of a seam go to `around`, with the seam's own function as first argument."""
    replace(module, name, lambda original: partial(around, original))
