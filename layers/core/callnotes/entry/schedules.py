"""What functions share that EventBridge calls, by the clock or for an event: one log line.

What they raise, Lambda tries again:
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from callnotes.domain.times import SecondsLeft
from callnotes.entry.observability import count_failure, logger, observed

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Json = dict[str, Any]
type Handle = Callable[[Json, SecondsLeft], Json]
type Handler = Callable[[Json, "LambdaContext"], None]

BY_THE_CLOCK = "Scheduled Event"


def scheduled(function: str) -> Callable[[Handle], Handler]:
    """Make a Lambda handler of a function from an event, and the time left, to what it did."""

    def decorate(handle: Handle) -> Handler:
        @observed
        @wraps(handle)
        def handler(event: Json, context: "LambdaContext") -> None:
            def seconds_left() -> float:
                return context.get_remaining_time_in_millis() / 1000

            try:
                facts = handle(event, seconds_left)
            except Exception as error:
                count_failure(error, function)
                raise
            logger.info("done", extra={"function": function, **facts})

        return handler

    return decorate
