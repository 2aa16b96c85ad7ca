"""The one error that a command raises: what happened, why, and the next command."""

from enum import IntEnum

from callnotes_local.as_typed import as_typed


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


class CliError(Exception):
    """An error that its reader can act on."""

    def __init__(
        self, what: str, why: str, next_command: str, code: ExitCode = ExitCode.FAILED
    ) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_command = next_command
        self.code = code

    def __str__(self) -> str:
        return f"{self.what}\n  why:  {self.why}\n  next: {as_typed(self.next_command)}"


def not_running() -> CliError:
    """The local cloud is needed and is not there."""
    return CliError(
        "The local cloud is not running.",
        "This command speaks to it.",
        "callnotes up",
        ExitCode.NOT_RUNNING,
    )


def interrupted(why: str, next_command: str) -> CliError:
    """A stop signal ended the command; `why` says what stays as it is."""
    return CliError("Interrupted.", why, next_command, ExitCode.INTERRUPTED)
