"""`callnotes demo`: one note over HTTP, watched until every hop is seen."""

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable
from typing import Any

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.cloud.login import sign_in
from callnotes_local.deployed.wiring import Wiring
from callnotes_local.errors import CliError
from callnotes_local.observe.flow import Hop, HopStatus, read_flow, read_wiring
from callnotes_local.system.process import wait_until

USER = "hanbit-agent-1"
NOTE = {
    "title": "데모: 좌석 변경 문의",
    "body": "창가 자리로 옮겨 달라고 하셨습니다. Demo note, made by `callnotes demo`.",
    "tags": ["demo"],
    "customer_id": "hanbit-customer-01",
    "language": "ko",
}
CREATED = "NoteCreated.v1"
DEADLINE_SECONDS = 30.0
POLL_SECONDS = 0.2
REQUEST_SECONDS = 30.0


def create_demo_note(cloud: Cloud, api_url: str) -> dict[str, Any]:
    """Sign in as a demo agent and make the note."""
    request = urllib.request.Request(  # noqa: S310 (loopback)
        f"{api_url}/notes",
        data=json.dumps(NOTE).encode(),
        headers={
            "Authorization": f"Bearer {sign_in(cloud, USER)}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as answer:  # noqa: S310
            note: dict[str, Any] = json.load(answer)
    except urllib.error.HTTPError as error:
        raise CliError(
            "The note was not made.",
            f"POST {api_url}/notes answered {error.code}: {error.read().decode()}",
            "callnotes logs create_note",
        ) from error
    return note


def watch_note(cloud: Cloud, note_id: str, seconds: float = DEADLINE_SECONDS) -> list[Hop]:
    """The hops once all of them are there; CliError when one is missing at the deadline."""
    hops: list[Hop] = []
    wiring = read_wiring(cloud)
    stations = expected_stations(wiring)

    def is_complete() -> bool:
        hops[:] = read_flow(cloud, note_id, wiring)
        return not find_missing(stations, hops) and all(hop.status is HopStatus.OK for hop in hops)

    started = time.monotonic()
    if not wait_until(is_complete, seconds, POLL_SECONDS):
        missing = ", ".join(find_missing(stations, hops)) or "a hop that is not ok"
        raise CliError(
            f"The note did not arrive everywhere within {time.monotonic() - started:.0f} s.",
            f"Not seen: {missing}.",
            f"callnotes flow {note_id}; callnotes queues",
        )
    return hops


def find_missing(stations: Iterable[str], hops: list[Hop]) -> list[str]:
    """The stations that every new note passes and this one has not passed."""
    passed = Counter(hop.name for hop in hops if hop.status is HopStatus.OK)
    return list((Counter(stations) - passed).elements())


def expected_stations(wiring: Wiring) -> list[str]:
    """The stations of a new note, by logical id; the table writes, hands on, keeps a projection."""
    start = ["Api", "CreateNoteFunction", "AuditBucket"]
    for publisher in wiring.publishers():
        start += [*[publisher.table.logical_id] * 3, publisher.function.logical_id]
    consumers = [consumer for consumer in wiring.consumers() if consumer.takes(CREATED)]
    topics = {consumer.topic.logical_id for consumer in consumers}
    ends = [end for c in consumers for end in (c.queue.logical_id, c.function.logical_id)]
    return [*start, *sorted(topics), *ends]
