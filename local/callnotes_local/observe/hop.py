"""One station of an event on its way."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class HopStatus(StrEnum):
    """What happened at the station."""

    OK = "ok"
    PENDING = "pending"
    FAILED = "failed"
    PARKED = "parked"


@dataclass(frozen=True)
class Hop:
    """When, where (service, and logical id in the template), with what result."""

    at: str
    service: str
    name: str
    status: HopStatus
    detail: str


def make_hop(
    at: int | datetime, service: str, name: str, detail: str, status: HopStatus = HopStatus.OK
) -> Hop:
    """The hop at a time, or at epoch milliseconds."""
    return Hop(to_text(at), service, name, status, detail)


def to_text(at: int | datetime) -> str:
    """RFC 3339 in UTC with milliseconds, from a time or from epoch milliseconds."""
    time = at if isinstance(at, datetime) else datetime.fromtimestamp(at / 1000, UTC)
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
