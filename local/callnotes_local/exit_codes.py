"""What the exit code of `callnotes` means."""

from enum import IntEnum


class ExitCode(IntEnum):
    """One meaning each; docs and tests read it from here."""

    OK = 0
    FAILED = 1  # something went wrong; the message says what, why and what next
    USAGE = 2  # the command line was not understood
    NOT_RUNNING = 3  # the local cloud is down or unhealthy
    UNKNOWN_ID = 4  # no such user, note or function
    PORT_BUSY = 5  # another process holds the port
    INTERRUPTED = 130  # Ctrl-C
