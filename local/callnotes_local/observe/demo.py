"""`callnotes demo`: one note over HTTP, watched until it is everywhere."""

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.errors import CliError
from callnotes_local.observe.flow import PARKED, PENDING, read_flow
from callnotes_local.observe.queues import read_wiring
from callnotes_local.observe.trace import Node
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


def watch_note(cloud: Cloud, note_id: str, seconds: float = SECONDS) -> list[Node]:
    """The traces once nothing waits any more; CliError when something does at the deadline."""
    nodes: list[Node] = []
    wiring = read_wiring(cloud)

    def is_complete() -> bool:
        nodes[:] = read_flow(cloud, note_id, wiring)
        return not find_missing(nodes)

    if not wait_until(is_complete, seconds, interval=0.2):
        raise CliError(
            f"The note did not arrive everywhere within {seconds:.0f} s.",
            f"Missing: {'; '.join(find_missing(nodes))}.",
            f"callnotes flow {note_id}; callnotes queues",
        )
    return nodes


def find_missing(nodes: list[Node]) -> list[str]:
    """What waits or has failed for good, and the request as long as it is not traced."""
    missing = [f"{node.name} {node.status}" for node in nodes if node.status in (PENDING, PARKED)]
    return missing if any(node.name.startswith("POST") for node in nodes) else ["POST", *missing]
