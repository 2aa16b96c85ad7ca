"""Standard input and output as a session's table: styled on a terminal, plain in a pipe."""

import sys
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text


class Terminal:
    """Shows texts and reads lines; those of a pipe are read at once."""

    def __init__(self) -> None:
        """Use the streams as they are now."""
        plain = not sys.stdout.isatty()
        self._console = Console(highlight=False, markup=False, emoji=False, soft_wrap=plain)
        self._is_interactive = sys.stdin.isatty()
        self._lines = [] if self._is_interactive else sys.stdin.read().split()
        self._piped: Iterator[str] = iter(self._lines)

    @property
    def has_answers(self) -> bool:
        """Whether somebody can type, or a pipe has brought anything."""
        return self._is_interactive or bool(self._lines)

    def show(self, text: str, style: str = "", lead: str = "") -> None:
        """Print a text in a style of rich, wrapped under its beginning on a terminal."""
        if lead and self._console.is_terminal:
            line = Table.grid()
            line.add_row(Text(lead), Text(text))
            self._console.print(line, soft_wrap=False)
        else:
            self._console.print(lead + text, style=style or None)

    def read(self, prompt: str) -> str | None:
        """Show the prompt and return a line; None when there are no more."""
        if not self._is_interactive:
            return next(self._piped, None)
        sys.stdout.write(prompt)
        sys.stdout.flush()
        return sys.stdin.readline() or None
