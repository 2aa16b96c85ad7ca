"""`callnotes demo`: one note over HTTP, watched until every hop is seen."""

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.errors import CliError
from callnotes_local.observe.flow import read_flow
from callnotes_local.observe.hop import Hop, HopStatus
from callnotes_local.observe.queues import read_wiring
from callnotes_local.system.process import wait_until

USER = "hanbit-agent-1"
NOTE = {
    "title": "데모: 좌석 변경 문의",
    "body": "창가 자리로 옮겨 달라고 하셨습니다. Demo note, made by `callnotes demo`.",
    "tags": ["demo"],
    "customer_id": "hanbit-customer-01",
    "language": "ko",
}
SECONDS = 30.0


def watch_note(cloud: Cloud, note_id: str, seconds: float = SECONDS) -> list[Hop]:
    """The hops once all of them are there; CliError when one is missing at the deadline."""
    hops: list[Hop] = []
    wiring = read_wiring(cloud)

    def is_complete() -> bool:
        hops[:] = read_flow(cloud, note_id, wiring)
        return not find_missing(hops)

    if not wait_until(is_complete, seconds, interval=0.2):
        raise CliError(
            f"The note did not arrive everywhere within {seconds:.0f} s.",
            f"Missing: {'; '.join(find_missing(hops))}.",
            f"callnotes flow {note_id}; callnotes queues",
        )
    return hops


def find_missing(hops: list[Hop]) -> list[str]:
    """What is not ok, and the request as long as it is not in the logs."""
    missing = [f"{hop.name}: {hop.detail}" for hop in hops if hop.status is not HopStatus.OK]
    return missing if any(hop.name == "Api" for hop in hops) else ["Api", *missing]
