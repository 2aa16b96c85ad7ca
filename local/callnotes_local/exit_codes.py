"""What the exit code of `callnotes` means."""

from enum import IntEnum


class ExitCode(IntEnum):
    """One meaning each; the help text is made of them."""

    meaning: str

    def __new__(cls, value: int, meaning: str) -> "ExitCode":
        """Give the number its meaning."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code

    OK = 0, "all went well"
    FAILED = 1, "something went wrong; the message says what, why and what next"
    USAGE = 2, "the command line was not understood"
    NOT_RUNNING = 3, "the local cloud is down or unhealthy"
    UNKNOWN_ID = 4, "no such user, note or function"
    PORT_BUSY = 5, "another process holds the port"
    LEFT_BEHIND = 6, "a destroyed environment has left something; the message names it"
    INTERRUPTED = 130, "ended by Ctrl-C or another signal to stop"


def explain_exit_codes() -> str:
    """All codes with their meanings, one sentence."""
    return "Exit codes: " + "; ".join(f"{code.value} {code.meaning}" for code in ExitCode) + "."
