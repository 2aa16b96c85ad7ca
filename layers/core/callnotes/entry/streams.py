"""The handler of the table's stream: it parks what it cannot read and never blocks its shard."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from callnotes.domain.publication import Outcome, Published
from callnotes.entry.observability import count, logger, traced

type Records = Sequence[dict[str, Any]]


def stream(handle: Callable[[Records], Outcome]) -> Callable[[dict[str, Any], object], None]:
    """Make a Lambda handler of a function that handles a batch, or raises to get it again."""

    @traced
    @wraps(handle)
    def handler(event: dict[str, Any], _context: object) -> None:
        _log(handle(event["Records"]))

    return handler


def _log(outcome: Outcome) -> None:
    parked = [
        {"record_id": record.record_id, "keys": record.keys, "reason": record.reason}
        for record in outcome.parked
    ]
    log = logger.error if parked else logger.info
    log("published", extra={"events": list(map(_fact, outcome.published)), "parked": parked})
    if parked:
        count("EventsParked", len(parked))


def _fact(published: Published) -> dict[str, Any]:
    event = published.event
    return {
        "event_id": event.id,
        "note_id": event.subject,
        "version": event.data.version,
        "type": event.type,
        "message_id": published.message_id,
        "written_at": event.time.isoformat(),
        "correlation_id": event.correlationid,
    }
