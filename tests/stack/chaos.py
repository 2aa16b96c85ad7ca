"""Faults inside the functions of the deployed stack, for one test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from callnotes_local.emulator.settings import FAULTS
from faults.rules_file import RulesFile
from faults.texts import read_rules
from tests.stack.stack import Stack
from tests.template import functions


@dataclass(frozen=True)
class Chaos:
    """The rules in force, as `callnotes chaos` sets them."""

    file: RulesFile

    def on(self, *texts: str) -> None:
        self.file.add([rule for text in texts for rule in read_rules(text, functions())])

    def off(self) -> list[int]:
        """End the faults, and return how often each rule has fired."""
        return [rule.fired for rule in self.file.clear()]


@contextmanager
def chaos_on(stack: Stack) -> Iterator[Chaos]:
    """Give faults that end with the test; one that never fired proves nothing."""
    chaos = Chaos(RulesFile(stack.cloud.emulator.home / FAULTS))
    yield chaos
    idle = [rule for rule in chaos.file.clear() if not rule.fired]
    assert not idle, f"these rules never fired: {idle}"
