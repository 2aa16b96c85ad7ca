"""`callnotes demo`: one note over HTTP, watched until every hop is seen."""

import json
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterable
from typing import Any

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.cloud.login import sign_in
from callnotes_local.deployed.wiring import Wiring
from callnotes_local.errors import CliError
from callnotes_local.observe.flow import read_flow, read_wiring
from callnotes_local.observe.hop import Hop, HopStatus
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
SECONDS = 30.0


def create_demo_note(cloud: Cloud, api_url: str) -> dict[str, Any]:
    """Sign in as a demo agent and make the note."""
    token = sign_in(cloud, USER)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    url, body = f"{api_url}/notes", json.dumps(NOTE).encode()
    request = urllib.request.Request(url, body, headers)  # noqa: S310 (loopback)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
            note: dict[str, Any] = json.load(response)
    except urllib.error.HTTPError as error:
        why = f"POST {url} returned {error.code}: {error.read().decode()}"
        raise CliError("The note was not created.", why, "callnotes logs create_note") from error
    return note


def watch_note(cloud: Cloud, note_id: str, seconds: float = SECONDS) -> list[Hop]:
    """The hops once all of them are there; CliError when one is missing at the deadline."""
    hops: list[Hop] = []
    wiring = read_wiring(cloud)
    stations = expected_stations(wiring)

    def is_complete() -> bool:
        hops[:] = read_flow(cloud, note_id, wiring)
        return not find_missing(stations, hops) and all(hop.status is HopStatus.OK for hop in hops)

    if not wait_until(is_complete, seconds, interval=0.2):
        missing = ", ".join(find_missing(stations, hops)) or "a hop that is not ok"
        raise CliError(
            f"The note did not arrive everywhere within {seconds:.0f} s.",
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
    stations = ["Api", "CreateNoteFunction", "AuditBucket"]
    for publisher in wiring.publishers():
        stations += [*[publisher.table.logical_id] * 3, publisher.function.logical_id]
    consumers = [consumer for consumer in wiring.consumers() if consumer.takes(CREATED)]
    stations += sorted({consumer.topic.logical_id for consumer in consumers})
    for consumer in consumers:
        stations += [consumer.queue.logical_id, consumer.function.logical_id]
    return stations
