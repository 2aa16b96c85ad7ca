"""The next command, as the reader's shell finds it."""

import re
import shlex
import shutil
import sys
from pathlib import Path

NAME = "callnotes"
DEBUG_OPTION = "--debug"
# Not within a quoted path, and not as a part of another name.
COMMAND = re.compile(rf"('[^']*')|(?<![\w./-]){NAME} (?=[a-z])")


def as_typed(command: str) -> str:
    """The command with the path of `callnotes`, when `.venv/bin` is not on the PATH."""
    script = sys.argv[0]
    if shutil.which(NAME) or Path(script).name != NAME:
        return command
    quoted = shlex.quote(script)
    return COMMAND.sub(lambda found: found[0] if found[1] else f"{quoted} ", command)


def same_command(*more: str) -> str:
    """The command that runs now with all its options, and `more` of them."""
    if Path(sys.argv[0]).name != NAME:
        return " ".join(("the same command", *more))
    given = [argument for argument in sys.argv[1:] if argument != DEBUG_OPTION]
    return shlex.join([NAME, *given, *more])


def show_file(path: Path) -> str:
    """The command that shows a file."""
    return shlex.join(["less", str(path)])
