"""What stops a command of the labs: what happened, why, and the next command, in both languages."""

from dataclasses import dataclass

from callnotes_labs.texts import Language, Text
from callnotes_local.errors import CliError, ExitCode


@dataclass(eq=False)
class LabError(Exception):
    """An error that a learner can act on."""

    what: Text
    why: Text
    next_move: Text
    code: ExitCode = ExitCode.FAILED

    def __str__(self) -> str:
        return str(self.to_cli_error("en"))

    def to_cli_error(self, language: Language) -> CliError:
        """The error as the command line prints it."""
        what, why, next_move = (t.say(language) for t in (self.what, self.why, self.next_move))
        return CliError(what, why, next_move, self.code)
