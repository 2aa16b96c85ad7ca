"""What the application adds to traces, caught by the recorder that Lambda's tracer uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aws_xray_sdk import global_sdk_config
from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.core.models.segment import Segment

from callnotes.entry.observability import tracer


@dataclass(frozen=True)
class Trace:
    """The segment of one invocation."""

    segment: Segment

    @property
    def annotations(self) -> dict[str, Any]:
        (handler,) = self.segment.subsegments
        found: dict[str, Any] = handler.annotations
        return found

    @property
    def text(self) -> str:
        return str(self.segment.serialize())


@contextmanager
def catch_trace(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trace]:
    """Trace as in Lambda; the segment is never sent."""
    monkeypatch.setattr(tracer, "disabled", False)
    global_sdk_config.set_sdk_enabled(True)
    yield Trace(xray_recorder.begin_segment("function", sampling=True))
    xray_recorder.clear_trace_entities()
    global_sdk_config.set_sdk_enabled(False)
