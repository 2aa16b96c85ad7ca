"""The requests that changed the note: gateway and function."""

from collections.abc import Iterator

from callnotes_local.cloud import Cloud
from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.function_logs import LogLine, read_lines
from callnotes_local.names import to_logical_id

CHANGING = ("create_note", "update_note", "delete_note")
SERVER_ERROR = 500


def read_requests(cloud: Cloud, note_id: str) -> Iterator[Hop]:
    """Two hops for each request that named the note in its log line."""
    for function in CHANGING:
        for line in read_lines(cloud, function, containing=note_id):
            if line.fields.get("message") == "request":
                yield from _hops(line)


def _hops(line: LogLine) -> Iterator[Hop]:
    said = line.fields
    status = HopStatus.FAILED if said["status"] >= SERVER_ERROR else HopStatus.OK
    request = f"{said['method']} {said['path']} {said['status']}, request {said['request_id']}"
    arrived = said.get("gateway_at") or line.at
    yield Hop(to_text(arrived), "apigateway", "Api", status, request)
    name = to_logical_id(line.function, "Function")
    yield Hop(to_text(line.at), "lambda", name, status, f"answered {said['status']}")
