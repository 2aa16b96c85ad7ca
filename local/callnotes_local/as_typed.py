"""The next command, as the reader's shell finds it."""

import re
import shutil
import sys
from pathlib import Path

NAME = "callnotes"


def as_typed(command: str) -> str:
    """The command with the path of `callnotes`, when `.venv/bin` is not on the PATH."""
    script = sys.argv[0]
    if shutil.which(NAME) or Path(script).name != NAME:
        return command
    return re.sub(rf"\b{NAME} (?=[a-z])", lambda _: f"{script} ", command)
