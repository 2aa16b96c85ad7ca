"""Why the emulator would not start."""

EXIT_REFUSED = 3


class RefusedError(RuntimeError):
    """The launcher will not start: the text says why, and what to do."""
