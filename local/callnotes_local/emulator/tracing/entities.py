"""Segments and subsegments of the work that is being done, and the header that passes it on.

https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
"""

import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from callnotes_local.emulator.tracing.store import Document, sent

HEADER = re.compile(
    r"Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;\s*Parent=([0-9a-f]+))?(?:;\s*Sampled=([01]))?(?:;.*)?"
)


@dataclass(frozen=True)
class Position:
    """A place in a trace: the next entity's parent, and its document when it is open here."""

    trace_id: str
    parent_id: str | None = None
    is_sampled: bool = True
    document: Document = field(default_factory=dict)

    @property
    def header(self) -> str:
        """The tracing header that a service sends on."""
        return f"Root={self.trace_id};Parent={self.parent_id};Sampled={self.is_sampled:d}"


current: ContextVar[Position | None] = ContextVar("position", default=None)


def parse_header(header: str) -> Position | None:
    """Read a tracing header; None for anything else."""
    found = HEADER.fullmatch(header)
    return found and Position(found[1], found[2], found[3] != "0")


@contextmanager
def segment(
    name: str, origin: str = "", *, is_active: bool = True, is_long: bool = False, **fields: Any
) -> Iterator[Position]:
    """Make a segment of the current trace, or of a new one that is sampled if tracing is active.

    It is sent when it ends; a long one also when it begins. Without an origin it is a subsegment.
    """
    new = Position(f"1-{int(time.time()):08x}-{secrets.token_hex(12)}", is_sampled=is_active)
    above, document = current.get() or new, {"name": name, "id": secrets.token_hex(8), **fields}
    document |= {"start_time": time.time(), "in_progress": True}
    if origin:
        document |= {"trace_id": above.trace_id, "origin": origin}
        document |= {"parent_id": above.parent_id} if above.parent_id else {}
    else:
        above.document.setdefault("subsegments", []).append(document)
    position = replace(above, parent_id=document["id"], document=document)
    token = current.set(position)
    try:
        if is_long:
            _send(position)
        yield position
    except BaseException:
        document["fault"] = True
        raise
    finally:
        current.reset(token)
        document["end_time"] = time.time()
        del document["in_progress"]
        if origin:
            _send(position)


def _send(position: Position) -> None:
    if position.is_sampled:
        sent.put(json.dumps(position.document))
