"""The handler of the table's stream: no record that cannot be read blocks its shard.

https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import wraps
from typing import TYPE_CHECKING, Any

from callnotes.domain.publication import Outcome, Published
from callnotes.domain.times import SecondsLeft
from callnotes.entry.observability import annotate, count, logger, observed, trace_event

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.batch.types import (
        PartialItemFailureResponse,
        PartialItemFailures,
    )
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Json = dict[str, Any]
type Records = Sequence[Json]
type Handle = Callable[[Records, SecondsLeft], Outcome]
type Handler = Callable[[Json, "LambdaContext"], "PartialItemFailureResponse"]


def stream(function: str) -> Callable[[Handle], Handler]:
    """Make a Lambda handler for batches of the stream.

    The function gets the records as Lambda delivers them, and how many seconds are left. The
    partial batch response names the outcome's interruption: Lambda retries from that record.
    """

    def decorate(handle: Handle) -> Handler:
        @observed
        @wraps(handle)
        def handler(event: Json, context: "LambdaContext") -> "PartialItemFailureResponse":
            def seconds_left() -> float:
                return context.get_remaining_time_in_millis() / 1000

            outcome = handle(event["Records"], seconds_left)
            _trace(outcome, function)
            _log(outcome)
            _count(outcome, function)
            return {"batchItemFailures": _failures(outcome)}

        return handler

    return decorate


def _failures(outcome: Outcome) -> "list[PartialItemFailures]":
    first = outcome.interruption
    return [{"itemIdentifier": first.sequence_number}] if first else []


def _trace(outcome: Outcome, function: str) -> None:
    annotate(route=function)
    for published in outcome.published:
        message = str(published.message_id)
        with trace_event(published.event, route=function, message_id=message):
            pass


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


def _count(outcome: Outcome, function: str) -> None:
    if outcome.parked:
        count("EventsParked", function, len(outcome.parked))
    if outcome.interruption:
        count("DependencyUnavailable", function)


def _fact(published: Published) -> dict[str, Any]:
    event = published.event
    return {
        "event_id": event.id,
        "subject": event.subject,
        "version": event.data.version,
        "type": event.type,
        "message_id": published.message_id,
        "written_at": event.time.isoformat(),
        "correlation_id": event.correlationid,
    }
