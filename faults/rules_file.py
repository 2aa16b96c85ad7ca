"""The rules in force on a local cloud: a file that the command writes and all functions read."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from faults.rule import Call, Rule, draw_rule


class RulesFile:
    """Without rules there is no file, so that functions only ask whether it exists."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> list[Rule]:
        """Return the rules with how often each has fired."""
        with self._locked() as rules:
            return rules

    def add(self, rules: list[Rule]) -> None:
        """Put further rules in force; of two that match, the earlier one is asked first."""
        self.path.touch(mode=0o600)
        with self._locked() as standing:
            standing.extend(rules)

    def clear(self) -> list[Rule]:
        """Remove all rules, and return them."""
        with self._locked() as rules:
            self.path.unlink(missing_ok=True)
            return rules

    def draw(self, call: Call) -> Rule | None:
        """Return the rule by which a call fails, and count it for all functions."""
        with self._locked() as rules:
            return draw_rule(rules, call)

    @contextmanager
    def _locked(self) -> Iterator[list[Rule]]:
        try:
            file = self.path.open("r+")
        except FileNotFoundError:
            yield []
            return
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            text = file.read()
            rules = [Rule(**item) for item in json.loads(text or "[]")]
            yield rules
            changed = json.dumps([asdict(rule) for rule in rules])
            if changed != text:
                file.seek(0)
                file.truncate()
                file.write(changed)
