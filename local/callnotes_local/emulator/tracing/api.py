"""The X-Ray API, for the local cloud's administrator, and the header that requests bring along.

https://docs.aws.amazon.com/xray/latest/api/API_Operations.html
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from callnotes_local.emulator import asgi
from callnotes_local.emulator.asgi import App, Receive, Scope, Send, json_answer
from callnotes_local.emulator.tracing import entities
from callnotes_local.emulator.tracing.filters import parse_filter
from callnotes_local.emulator.tracing.store import Store
from callnotes_local.emulator.tracing.traces import TRACES_AT_ONCE, add_links, read_trace

HEADER = b"x-amzn-trace-id"
REFUSED = {"x-amzn-errortype": "InvalidRequestException"}
type Json = dict[str, Any]


def serve_traces(inner: App, store: Store) -> App:
    """Wrap the emulator: its services go on with the caller's trace, X-Ray is served here."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        operation = OPERATIONS.get(scope.get("path", ""))
        if operation is None:
            header = asgi.header(scope, HEADER) if scope["type"] == "http" else ""
            entities.current.set(entities.parse_header(header))
            return await inner(scope, receive, send)
        body = await asgi.read_body(receive)
        try:
            found = await asyncio.to_thread(operation, store, json.loads(body))
            response = json_answer(200, found)
        except (ValueError, KeyError, TypeError) as error:
            response = json_answer(400, {"Message": str(error)}, REFUSED)
        return await asgi.send_answer(send, response)

    return app


def get_trace_summaries(store: Store, request: Json) -> Json:
    """Find traces that began in a time range, by a filter expression."""
    test = parse_filter(request.get("FilterExpression") or "duration >= 0")
    first, last = int(request["StartTime"]), request["EndTime"]
    # A trace id has the second in which its trace began.
    ids = [i for i in store.list_ids() if first <= int(i.split("-")[1], 16) <= last]
    traces = [trace for trace in (read_trace(store, i) for i in ids) if trace]
    found = [trace.summarize() for trace in traces if test(trace)]
    return {"TraceSummaries": found, "TracesProcessedCount": len(traces)}


def batch_get_traces(store: Store, request: Json) -> Json:
    """Return whole traces."""
    if len(request["TraceIds"]) > TRACES_AT_ONCE:
        raise ValueError(f"TraceIds: at most {TRACES_AT_ONCE} traces.")
    found = {trace_id: read_trace(store, trace_id) for trace_id in request["TraceIds"]}
    traces = [{"Id": i, "Segments": add_links(trace, store)} for i, trace in found.items() if trace]
    return {"Traces": traces, "UnprocessedTraceIds": [i for i, trace in found.items() if not trace]}


OPERATIONS: dict[str, Callable[[Store, Json], Json]] = {
    "/TraceSummaries": get_trace_summaries,
    "/Traces": batch_get_traces,
}
