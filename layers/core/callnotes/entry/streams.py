"""The handler of the table's stream: it parks what it cannot read and never blocks its shard.

https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from typing import TYPE_CHECKING, Any

from callnotes.domain.publication import Outcome, Published
from callnotes.domain.times import SecondsLeft
from callnotes.entry.observability import count, logger, traced

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Records = Sequence[dict[str, Any]]
type Handler = Callable[[dict[str, Any], LambdaContext], PartialItemFailureResponse]


def stream(handle: Callable[[Records, SecondsLeft], Outcome]) -> Handler:
    """Make a Lambda handler of a function from a batch, and the time left, to its outcome.

    The response names the first record that must come again: Lambda retries from there.
    """

    @traced
    @wraps(handle)
    def handler(event: dict[str, Any], context: "LambdaContext") -> "PartialItemFailureResponse":
        outcome = handle(event["Records"], lambda: context.get_remaining_time_in_millis() / 1000)
        _log(outcome)
        interruption = outcome.interruption
        return {
            "batchItemFailures": [{"itemIdentifier": interruption.sequence_number}]
            if interruption
            else []
        }

    return handler


def _log(outcome: Outcome) -> None:
    parked = [
        {"record_id": record.record_id, "keys": record.keys, "reason": record.reason}
        for record in outcome.parked
    ]
    interruption = asdict(outcome.interruption) if outcome.interruption else None
    log = logger.error if parked else logger.warning if interruption else logger.info
    log(
        "published",
        extra={
            "events": list(map(_fact, outcome.published)),
            "parked": parked,
            "interruption": interruption,
        },
    )
    if parked:
        count("EventsParked", len(parked))
    if interruption:
        count("DependencyUnavailable")


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
