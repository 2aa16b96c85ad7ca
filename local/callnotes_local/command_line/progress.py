"""The steps of a command, each shown with its time: a spinner on a terminal, else plain lines."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from rich.console import Console


@dataclass
class Step:
    """A step that runs; `result` is shown at its end."""

    result: str = "done"


class Progress:
    """Shows steps on standard error, so that standard output stays the command's own."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show one step from its start to its end."""
        step, started = Step(), time.monotonic()
        try:
            with self._console.status(name) if self._console.is_terminal else nullcontext():
                yield step
        except BaseException:
            self._show("red", name, "failed", started)
            raise
        self._show("green", name, step.result, started)

    def note(self, text: str) -> None:
        """Show something that is not a step."""
        self._console.print(text, soft_wrap=True)

    def _show(self, colour: str, name: str, result: str, started: float) -> None:
        self.note(f"[{colour}]{name:<12}[/] {time.monotonic() - started:6.1f} s  {result}")
