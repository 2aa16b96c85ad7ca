"""The one error that a command raises: what happened, why, and the next command."""

from dataclasses import dataclass
from enum import IntEnum

from callnotes_local.as_typed import as_typed


class ExitCode(IntEnum):
    """One meaning each; the help text is made of them."""

    def __new__(cls, value: int, meaning: str) -> "ExitCode":
        code = int.__new__(cls, value)
        code._value_, code.__doc__ = value, meaning
        return code

    OK = 0, "success"
    FAILED = 1, "failure; the message has the reason and the next command"
    USAGE = 2, "invalid arguments"
    NOT_RUNNING = 3, "the local cloud is down or unhealthy"
    UNKNOWN_ID = 4, "no such user, note or function"
    PORT_BUSY = 5, "another process holds the port"
    LEFT_BEHIND = 6, "a destroyed environment has left something; the message names it"
    INTERRUPTED = 130, "ended by Ctrl-C or another signal to stop"


def explain_exit_codes() -> str:
    """All codes with their meanings, one sentence."""
    return "Exit codes: " + "; ".join(f"{code.value} {code.__doc__}" for code in ExitCode) + "."


@dataclass(eq=False)
class CliError(Exception):
    """An error that its reader can act on."""

    what: str
    why: str
    next_command: str
    code: ExitCode = ExitCode.FAILED

    def __str__(self) -> str:
        return f"{self.what}\n  why:  {self.why}\n  next: {as_typed(self.next_command)}"


def not_running() -> CliError:
    """The local cloud is needed and is not there."""
    what, why = "The local cloud is not running.", "This command needs it."
    return CliError(what, why, "callnotes up", ExitCode.NOT_RUNNING)


def interrupted(why: str, next_command: str) -> CliError:
    """A stop signal ended the command; `why` is what stays as it is."""
    return CliError("Interrupted.", why, next_command, ExitCode.INTERRUPTED)
