"""The local cloud: the pinned emulator with the parts it lacks, as one child process."""

from callnotes_local.emulator.handle import (
    ACCOUNT,
    Emulator,
    EmulatorError,
    UnsavedError,
    attach,
    start,
)
from callnotes_local.emulator.settings import REGION, StartOptions

__all__ = [
    "ACCOUNT",
    "REGION",
    "Emulator",
    "EmulatorError",
    "StartOptions",
    "UnsavedError",
    "attach",
    "start",
]
