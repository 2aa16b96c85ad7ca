"""The Lambda validator of a configuration profile: an exception refuses the document.

https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-configuration-profile-validators.html
"""

from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from callnotes.entry.observability import logger, observed

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Check = Callable[[bytes], None]
type Handler = Callable[[dict[str, Any], "LambdaContext"], None]


def validator(check: Check) -> Handler:
    """Make a Lambda handler of a function that raises for an invalid document.

    AppConfig waits 15 seconds and does not show the exception; its reason is in the log.
    """

    @observed
    @wraps(check)
    def handler(event: dict[str, Any], _context: "LambdaContext") -> None:
        document = {
            "profile": event["configurationProfileId"],
            "version": event["configurationVersion"],
        }
        try:
            check(b64decode(event["content"]))
        except ValueError as error:
            logger.warning("refused", extra=document | {"reason": str(error)})
            raise
        logger.info("accepted", extra=document)

    return handler
