"""What the triggers of the user pool share.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from callnotes.domain.errors import CallnotesError
from callnotes.entry.observability import count_failure, logger, observed

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type CognitoEvent = dict[str, Any]
type Trigger = Callable[[CognitoEvent], CognitoEvent]
type Handler = Callable[[CognitoEvent, "LambdaContext"], CognitoEvent]


class TriggerFailed(RuntimeError):
    """An unexpected error; Cognito shows the text to the user."""


def trigger(function: str) -> Callable[[Trigger], Handler]:
    """Make a Lambda handler of a trigger; an exception makes Cognito refuse the operation."""

    def decorate(handle: Trigger) -> Handler:
        @observed
        @wraps(handle)
        def handler(event: CognitoEvent, _context: "LambdaContext") -> CognitoEvent:
            source = {"source": event["triggerSource"]}
            try:
                answer = handle(event)
            except Exception as error:  # noqa: BLE001 - its text would reach the user
                count_failure(error, function)
                raise _hidden(error, source) from None
            logger.info("trigger", extra=source)
            return answer

        return handler

    return decorate


def _hidden(error: Exception, source: dict[str, str]) -> Exception:
    """Return the error that the user may see; the log has the original."""
    if isinstance(error, CallnotesError):
        return error
    logger.error("unexpected error", exc_info=error, extra=source)
    return TriggerFailed("Something went wrong on our side. Try again later.")
