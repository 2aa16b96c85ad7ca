"""What the application logs, caught."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from callnotes.entry.observability import logger


@dataclass(frozen=True)
class Log:
    """What was logged since the catching began."""

    stream: io.StringIO = field(default_factory=io.StringIO)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@contextmanager
def catch_log() -> Iterator[Log]:
    log = Log()
    handler: Any = logger.registered_handler
    before = handler.setStream(log.stream)
    yield log
    handler.setStream(before)
