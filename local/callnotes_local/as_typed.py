"""The next command, as the reader's shell finds it."""

import re
import shutil
import sys

NAME = "callnotes"


def as_typed(command: str) -> str:
    """The command with the path of `callnotes`, when `.venv/bin` is not on the PATH."""
    typed = NAME if shutil.which(NAME) else sys.argv[0]
    return re.sub(rf"\b{NAME} (?=[a-z])", lambda _: f"{typed} ", command)
