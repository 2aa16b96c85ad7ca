"""The one error that a command raises: what happened, why, and the next command."""

from callnotes_local.as_typed import as_typed
from callnotes_local.exit_codes import ExitCode


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
