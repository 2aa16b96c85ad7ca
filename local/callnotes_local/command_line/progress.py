"""The steps of a command, each shown with its time: a spinner on a terminal, else plain lines."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console


@dataclass
class Step:
    """A step that runs; it may say what came of it."""

    name: str
    result: str = "done"


class Progress:
    """Shows steps on standard error, so that standard output stays the command's own."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show one step from its start to its end."""
        step = Step(name)
        started = time.monotonic()
        try:
            with self._console.status(name) if self._console.is_terminal else _nothing():
                yield step
        except BaseException:
            self._line(step.name, "failed", time.monotonic() - started, "red")
            raise
        self._line(step.name, step.result, time.monotonic() - started, "green")

    def note(self, text: str) -> None:
        """Say something that is not a step."""
        self._console.print(text, soft_wrap=True)

    def _line(self, name: str, result: str, seconds: float, colour: str) -> None:
        self._console.print(f"[{colour}]{name:<12}[/] {seconds:6.1f} s  {result}", soft_wrap=True)


@contextmanager
def _nothing() -> Iterator[None]:
    yield
