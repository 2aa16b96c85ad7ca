"""The requests that changed the note: gateway and function."""

from collections.abc import Iterator
from typing import Any

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.wiring import Wiring
from callnotes_local.observe.flow.hop import Hop, HopStatus, to_text
from callnotes_local.observe.function_logs import read_lines

READING = "GET"
SERVER_ERROR = 500


def read_requests(cloud: Cloud, wiring: Wiring, note_id: str) -> Iterator[Hop]:
    """Two hops for each request that named the note in its log line."""
    for name, function in wiring.functions.items():
        for line in read_lines(cloud, name, containing=note_id):
            said = line.fields
            if said.get("message") == "request" and said["method"] != READING:
                yield from _hops(function.logical_id, line.at, said)


def _hops(function: str, at: int, said: dict[str, Any]) -> Iterator[Hop]:
    status = HopStatus.FAILED if said["status"] >= SERVER_ERROR else HopStatus.OK
    request = f"{said['method']} {said['path']} {said['status']}, request {said['request_id']}"
    arrived = said.get("gateway_at") or at
    yield Hop(to_text(arrived), "apigateway", "Api", status, request)
    yield Hop(to_text(at), "lambda", function, status, f"answered {said['status']}")
