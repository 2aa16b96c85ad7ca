"""What the triggers of the user pool share.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from callnotes.entry.observability import logger, traced

type CognitoEvent = dict[str, Any]
type Trigger = Callable[[CognitoEvent], CognitoEvent]


def trigger(handle: Trigger) -> Callable[[CognitoEvent, object], CognitoEvent]:
    """Make a Lambda handler of a trigger; what it raises refuses the operation to the user."""

    @traced
    @wraps(handle)
    def handler(event: CognitoEvent, _context: object) -> CognitoEvent:
        answer = handle(event)
        logger.info("trigger", extra={"source": event["triggerSource"]})
        return answer

    return handler
