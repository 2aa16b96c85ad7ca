"""What consumers of events share: partial batch responses, one log line for each batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from callnotes.domain.errors import Unavailable
from callnotes.domain.events import AnyEvent
from callnotes.entry.observability import annotate, count_failure, logger, observed, trace_event

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Parse[E: AnyEvent] = Callable[[str], E]
type Consume[E: AnyEvent] = Callable[[E], str]
type Handler = Callable[[dict[str, Any], "LambdaContext"], PartialItemFailureResponse]


class OutOfTime(Unavailable):
    """Too little time is left to handle the message, so it is left for a retry."""


def consume[E: AnyEvent](consumer: str, parse: Parse[E]) -> Callable[[Consume[E]], Handler]:
    """Make a Lambda handler for batches of an SQS queue from a function that handles one event.

    The function returns the outcome's name, such as `indexed`. `parse` reads a message's body, a
    CloudEvent in JSON, and raises for an event that the function does not consume. Only messages
    that fail are delivered again; after the queue's maxReceiveCount SQS moves them to its
    dead-letter queue:
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

    def decorate(handle: Consume[E]) -> Handler:
        @observed
        def handler(event: dict[str, Any], context: "LambdaContext") -> PartialItemFailureResponse:
            account = Account(consumer, parse, handle, context.get_remaining_time_in_millis)
            with processor(event["Records"], account.consume_record):
                processor.process()
            account.log()
            return processor.response()

        return handler

    return decorate


@dataclass
class Account[E: AnyEvent]:
    """The results of one batch, as its log line shows them.

    `events` are `{event_id, message_id, sent_at, correlation_id, outcome}`, `sent_at` in
    milliseconds since 1970; `failed` are `{message_id, error}` with the name of the exception's
    type. Times left and `slowest` are milliseconds.
    """

    consumer: str
    parse: Parse[E]
    handle: Consume[E]
    milliseconds_left: Callable[[], int]
    events: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)
    slowest: int = 0

    def consume_record(self, record: SQSRecord) -> None:
        """Handle one message; any exception leaves it for a retry."""
        try:
            event = self.parse(record.body)
            attempt = int(record.attributes.get("ApproximateReceiveCount") or 1)
            sent_at = int(record.attributes.sent_timestamp or 0)
            where = {"route": self.consumer, "message_id": record.message_id}
            with trace_event(event, attempt=attempt, **where):
                outcome = self._handle_in_time(event)
                annotate(outcome=outcome)
        except Exception as error:
            count_failure(error, self.consumer)
            self.failed.append({"message_id": record.message_id, "error": type(error).__name__})
            raise
        self.events.append(
            {
                "event_id": event.id,
                "message_id": record.message_id,
                "sent_at": sent_at,
                "correlation_id": event.correlationid,
                "outcome": outcome,
            }
        )

    def _handle_in_time(self, event: E) -> str:
        """Raise OutOfTime when less is left than twice the slowest message of this batch took.

        A function that times out returns no partial batch response, and SQS would deliver the
        whole batch again.
        """
        left = self.milliseconds_left()
        if left < 2 * self.slowest:
            raise OutOfTime
        try:
            return self.handle(event)
        finally:
            self.slowest = max(self.slowest, left - self.milliseconds_left())

    def log(self) -> None:
        """Write the batch's one log line."""
        log = logger.warning if self.failed else logger.info
        log(
            "consumed",
            extra={"consumer": self.consumer, "events": self.events, "failed": self.failed},
        )
