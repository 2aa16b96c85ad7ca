"""What the triggers of the user pool share.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from callnotes.domain.errors import CallnotesError
from callnotes.entry.observability import logger, traced

type CognitoEvent = dict[str, Any]
type Trigger = Callable[[CognitoEvent], CognitoEvent]


class TriggerFailed(RuntimeError):
    """Something unforeseen; Cognito passes the text on to the person."""


def trigger(handle: Trigger) -> Callable[[CognitoEvent, object], CognitoEvent]:
    """Make a Lambda handler of a trigger; what it raises refuses the operation to the user."""

    @traced
    @wraps(handle)
    def handler(event: CognitoEvent, _context: object) -> CognitoEvent:
        source = {"source": event["triggerSource"]}
        answer = _handle(handle, event, source)
        logger.info("trigger", extra=source)
        return answer

    return handler


def _handle(handle: Trigger, event: CognitoEvent, source: dict[str, str]) -> CognitoEvent:
    try:
        return handle(event)
    except CallnotesError:
        raise
    except Exception:  # noqa: BLE001 - the edge of the function: its text would reach the person
        logger.exception("unexpected error", extra=source)
        raise TriggerFailed("Something went wrong on our side. Try again later.") from None
