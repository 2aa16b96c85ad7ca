"""The local cloud: the pinned emulator with the parts it lacks, as one child process."""

from callnotes_local.emulator.handle import (
    ACCOUNT,
    REGION,
    Emulator,
    EmulatorError,
    StartOptions,
    UnsavedError,
    attach,
    start,
)

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
