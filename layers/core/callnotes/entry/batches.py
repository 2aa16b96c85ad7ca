"""What consumers of events share: partial failures, one log line for a batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from callnotes.domain.events import NoteEvent, parse_event
from callnotes.entry.observability import logger, traced

type Consume = Callable[[NoteEvent], str]
type Handler = Callable[[dict[str, Any], object], PartialItemFailureResponse]


def consume(consumer: str) -> Callable[[Consume], Handler]:
    """Make a Lambda handler of a function from an event to the outcome's name.

    Messages that fail come again alone, and after the queue's maxReceiveCount land in its
    dead-letter queue: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
    """
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

    def decorate(handle: Consume) -> Handler:
        @traced
        def handler(event: dict[str, Any], _context: object) -> PartialItemFailureResponse:
            account = Account(consumer, handle)
            with processor(event["Records"], account.consume_record):
                processor.process()
            account.log()
            return processor.response()

        return handler

    return decorate


@dataclass(frozen=True)
class Account:
    """What became of each message of one batch."""

    consumer: str
    handle: Consume
    events: list[dict[str, Any]] = field(default_factory=list)
    failed: list[dict[str, str]] = field(default_factory=list)

    def consume_record(self, record: SQSRecord) -> None:
        """Handle one message; what is raised makes it come again."""
        try:
            event = parse_event(record.body)
            outcome = self.handle(event)
        except Exception as error:
            self.failed.append({"message_id": record.message_id, "error": type(error).__name__})
            raise
        self.events.append(
            {
                "event_id": event.id,
                "message_id": record.message_id,
                "sent_at": int(record.attributes.sent_timestamp or 0),
                "correlation_id": event.correlationid,
                "outcome": outcome,
            }
        )

    def log(self) -> None:
        """Write the one line of the batch."""
        log = logger.warning if self.failed else logger.info
        log(
            "consumed",
            extra={"consumer": self.consumer, "events": self.events, "failed": self.failed},
        )
