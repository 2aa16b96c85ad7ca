"""`callnotes trace`: one tree over the X-Ray traces that a request, a note or a case has caused.

X-Ray ends a trace at a DynamoDB stream and at a queue: consumers have X-Ray's links to the trace
before, what follows a stream has the annotation `linked_trace_id`.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from callnotes_local.emulator.tracing.traces import FLAGS, TRACES_AT_ONCE, walk
from callnotes_local.errors import CliError, ExitCode

TRACE_ID = re.compile(r"1-[0-9a-f]{8}-[0-9a-f]{24}")
CAUSE, LINK = "correlation_id", "linked_trace_id"
KEYS = (CAUSE, "event_id", "note_id", "customer_id", "escalation_id")
# Parts of an invocation that are shown as the invocation.
INSIDE = ("Invocation", "Initialization", "## handler")
# The logical id, between the stack's name and what CloudFormation appends.
PHYSICAL = re.compile(r"^(?:.*[-:])?([A-Za-z]\w*)-[0-9A-Za-z]{8,}(?::\w+)?$")
SHOWN = ("event_id", "outcome", "attempt", "status")
type Document = dict[str, Any]
# By the id of what called: what it reached, and by which link.
type Below = dict[str, list[tuple[str, Document]]]


@dataclass
class Node:
    """A service, a function, an event, a call or a state: when, how long (ms), how it ended.

    `link` (stream, queue) is what its trace was reached by from another one.
    """

    name: str
    at: float
    milliseconds: float = 0
    status: str = "ok"
    link: str = ""
    details: Document = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)


def search_traces(client: Any, where: str, since: float, until: float) -> list[Any]:
    """Return the summaries of the traces that a filter expression finds, the oldest first."""
    try:
        found = client.get_trace_summaries(StartTime=since, EndTime=until, FilterExpression=where)
    except client.exceptions.InvalidRequestException as error:
        why, then = error.response["Error"]["Message"], "callnotes trace --where 'duration > 2'"
        raise CliError("The filter is not understood.", why, then, ExitCode.USAGE) from None
    return sorted(found["TraceSummaries"], key=lambda summary: str(summary["Id"]))


def find_segments(client: Any, key: str, since: float, until: float) -> list[Document]:
    """Return the traces that an id is in, those that caused them, and their consumers'."""
    ids = {key}
    if not TRACE_ID.fullmatch(key):
        condition = " OR ".join(f'annotation.{name} = "{key.replace('"', "")}"' for name in KEYS)
        ids = {str(summary["Id"]) for summary in search_traces(client, condition, since, until)}
    segments = _read_linked(client, ids)
    causes: defaultdict[str, set[str]] = defaultdict(set)
    for segment in segments:
        causes[segment["trace_id"]] |= {e[CAUSE] for e in annotations([segment]) if CAUSE in e}
    own = {e[CAUSE] for e in annotations(segments) if CAUSE in e and key in e.values()}
    # A batch has events of others, too; a consumer that crashed has no annotations.
    others = {i for i, found in causes.items() if own and found and not own & found}
    for entity in walk(segments) if own else ():
        entity["subsegments"] = [
            part
            for part in entity.get("subsegments", ())
            if part.get("annotations", {}).get(CAUSE) in {None, *own}
        ]
    return [segment for segment in segments if segment["trace_id"] not in others]


def annotations(segments: Iterable[Document]) -> Iterator[Document]:
    """Return the annotations of segments and of all that is in them."""
    return (entity["annotations"] for entity in walk(segments) if "annotations" in entity)


def build_tree(segments: list[Document]) -> list[Node]:
    """Return the entry points with all that followed from them."""
    segments = sorted(segments, key=lambda segment: float(segment["start_time"]))
    ids = {entity["id"] for entity in walk(segments)}
    below: Below = defaultdict(list)
    for segment in segments:
        senders = [("queue", link["id"]) for link in _links(segment, "parent") if link["id"] in ids]
        callers = [("", above)] if (above := segment.get("parent_id", "")) in ids else []
        for link, caller in senders or callers or [_find_writer(segment, segments)]:
            below[caller].append((link, segment))
    top = Node("", 0)
    for link, segment in below[""]:
        _draw(segment, link, top, below)
    return top.children


def _read_linked(client: Any, waiting: set[str]) -> list[Document]:
    found, asked = [], set[str]()
    while ids := sorted(waiting - asked)[:TRACES_AT_ONCE]:
        traces = client.batch_get_traces(TraceIds=ids)["Traces"]
        segments = [json.loads(each["Document"]) for t in traces for each in t["Segments"]]
        waiting |= {given[LINK] for given in annotations(segments) if LINK in given}
        waiting |= {link["trace_id"] for e in walk(segments) for link in _links(e, "child")}
        found += segments
        asked |= {*ids}
    return found


def _links(entity: Document, kind: str) -> list[Document]:
    return [link for link in entity.get("links", ()) if kind in link["attributes"].values()]


def _find_writer(root: Document, segments: list[Document]) -> tuple[str, str]:
    """What wrote the records that a trace began with: the last that ran before, of its causes."""
    own = (segment for segment in segments if segment["trace_id"] == root["trace_id"])
    causes = {given.get(LINK) for given in annotations(own)}
    before = segments[: segments.index(root)]
    ids = [segment["id"] for segment in before if segment["trace_id"] in causes]
    return ("stream", ids[-1]) if ids else ("", "")


def _draw(entity: Document, link: str, above: Node, below: Below) -> None:
    node, linked = above, below[entity["id"]]
    status = next((flag for flag in FLAGS[::-1] if entity.get(flag)), "ok")
    if entity["name"] in INSIDE or entity.get("origin") == "AWS::Lambda::Function":
        above.status = status if above.status == "ok" else above.status
        above.details |= {"cold_start": True} if entity["name"] == "Initialization" else {}
    # A call of something that has its own segment here is not shown beside it.
    elif entity.get("namespace") != "aws" or not any(kind == "" for kind, _ in linked):
        given = entity.get("annotations", {}) | entity.get("http", {}).get("response", {})
        node = Node(_name(entity), entity["start_time"], link=link)
        node.status = status if "end_time" in entity else "running"
        node.milliseconds = round((entity.get("end_time", node.at) - node.at) * 1000, 1)
        node.details = {name: given[name] for name in SHOWN if name in given}
        above.children.append(node)
    for kind, child in (*(("", part) for part in entity.get("subsegments", ())), *linked):
        _draw(child, kind, node, below)
    node.children.sort(key=lambda child: child.at)


def _name(entity: Document) -> str:
    request, aws = entity.get("http", {}).get("request", {}), entity.get("aws", {})
    if entity.get("namespace") == "aws":
        names = [aws.get("table_name"), aws.get("bucket_name"), *aws.get("resource_names", ()), ""]
        target = PHYSICAL.sub(r"\1", next(name for name in names if name is not None))
        return f"{entity['name']} {aws.get('operation', '')} {target}".rstrip()
    own = PHYSICAL.sub(r"\1", entity["name"])
    return f"{request['method']} {request['url']}" if "url" in request else own
