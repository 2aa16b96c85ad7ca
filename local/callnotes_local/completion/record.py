"""What the kit had to set in a stack, kept beside it: a later run finds it set already."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

type Setting = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class CompletionRecord:
    """The properties (logical id, path) of one stack that the emulator had dropped."""

    stack_id: str
    settings: frozenset[Setting] = frozenset()

    def covers(self, logical_id: str, path: tuple[str, ...]) -> bool:
        """Whether the kit set this property, or the whole that it is a part of."""
        return any(
            owner == logical_id and path[: len(whole)] == whole for owner, whole in self.settings
        )

    def save(self, path: Path) -> None:
        """Keep the record, whole or not at all."""
        settings = [[owner, list(whole)] for owner, whole in sorted(self.settings)]
        partial = path.with_suffix(".partial")
        partial.write_text(json.dumps({"stack_id": self.stack_id, "settings": settings}, indent=1))
        partial.replace(path)


def read_record(path: Path, stack_id: str) -> CompletionRecord:
    """The record of this stack; an empty one when there is none of it."""
    try:
        found = json.loads(path.read_text())
        settings = frozenset((owner, tuple(whole)) for owner, whole in found["settings"])
        known = CompletionRecord(found["stack_id"], settings)
    except (OSError, ValueError, KeyError, TypeError):
        return CompletionRecord(stack_id)
    return known if known.stack_id == stack_id else CompletionRecord(stack_id)
