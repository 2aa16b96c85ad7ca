"""One trace as X-Ray gives it back: subsegments in their segments, links both ways, its summary.

https://docs.aws.amazon.com/xray/latest/devguide/xray-api-gettingdata.html
https://docs.aws.amazon.com/xray/latest/devguide/xray-tracelinking.html
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from callnotes_local.emulator.tracing.store import Document, Store

REFERENCE = "aws.xray.reserved.reference_type"
SUMMARIZED = ("StartTime", "Duration", "ResponseTime")
TRACES_AT_ONCE = 5
OTHERS = "instr(document, ?1) AND trace_id != ?1"
FLAGS = ("error", "fault", "throttle")


@dataclass(frozen=True)
class Trace:
    """A trace with at least one segment."""

    trace_id: str
    segments: list[Document]

    @cached_property
    def values(self) -> dict[str, list[Any]]:
        """What filter expressions compare, by keyword."""
        root = min(self.segments, key=lambda segment: float(segment["start_time"]))
        began, flags = root["start_time"], {flag: bool(root.get(flag)) for flag in FLAGS}
        ended, entities = root.get("end_time", began), list(walk(self.segments))
        last = max([ended, *(s["end_time"] for s in self.segments if "end_time" in s)])
        given = {
            **flags,
            "ok": not any(flags.values()),
            "partial": any(entity.get("in_progress") for entity in entities),
            "starttime": began,
            "duration": round(last - began, 3),
            "responsetime": round(ended - began, 3),
        }
        for part in root.get("http", {}).values():
            given |= {f"http.{name}": value for name, value in part.items()}
        found = defaultdict(list, {name: [value] for name, value in given.items()})
        for entity in entities:
            for name, value in entity.get("annotations", {}).items():
                found[f"annotation.{name}"].append(value)
        return found

    def summarize(self) -> Document:
        """Return a TraceSummary: https://docs.aws.amazon.com/xray/latest/api/API_TraceSummary.html"""
        return {
            "Id": self.trace_id,
            **{name: self.values[name.lower()][0] for name in SUMMARIZED},
            **{f"Has{flag.title()}": any(s.get(flag) for s in self.segments) for flag in FLAGS},
            "IsPartial": self.values["partial"][0],
        }


def read_trace(store: Store, trace_id: str) -> Trace | None:
    """Return a trace, with subsegments that were sent alone in their parents; None without one."""
    documents = store.select("trace_id = ?", trace_id)
    nodes = {entity["id"]: entity for entity in walk(documents)}
    segments = [d for d in documents if d.get("type") != "subsegment"]
    for document in documents:
        if document not in segments and (parent := nodes.get(document.get("parent_id"))):
            parent.setdefault("subsegments", []).append(document)
    return Trace(trace_id, segments) if segments else None


def add_links(trace: Trace, store: Store) -> list[dict[str, str]]:
    """Return the segments; where messages were sent, those name the traces of their consumers."""
    nodes = {entity["id"]: entity for entity in walk(trace.segments)}
    for consumer in store.select(OTHERS, trace.trace_id):
        child = {"trace_id": consumer["trace_id"], "id": consumer["id"]}
        for link in consumer.get("links", ()):
            if link["trace_id"] == trace.trace_id and link["id"] in nodes:
                links = nodes[link["id"]].setdefault("links", [])
                links.append({**child, "attributes": {REFERENCE: "child"}})
    return [{"Id": segment["id"], "Document": json.dumps(segment)} for segment in trace.segments]


def walk(entities: Iterable[Document]) -> Iterator[Document]:
    """Return segments with all that is in them."""
    for entity in entities:
        yield entity
        yield from walk(entity.get("subsegments", ()))
