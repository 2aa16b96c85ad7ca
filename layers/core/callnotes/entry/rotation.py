"""A rotation function of Secrets Manager: which step, of which version, of its own secret only.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from callnotes.domain.errors import CallnotesError, Forbidden
from callnotes.domain.secret import Step
from callnotes.entry.observability import annotate, count_failure, logger, observed
from callnotes.entry.refusals import refuse

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Json = dict[str, Any]
type Handler = Callable[[Json, "LambdaContext"], Json]


class RotationFailed(RuntimeError):
    """Something unforeseen: the log has it."""


class RotationEvent(BaseModel):
    """What Secrets Manager sends; fields that it may add are ignored."""

    model_config = ConfigDict(frozen=True, strict=True)

    step: Step = Field(alias="Step")
    secret_id: str = Field(alias="SecretId")
    version_id: str = Field(alias="ClientRequestToken", min_length=32, max_length=64)


def rotation(function: str, secret_arn: str) -> Callable[[Callable[[Step, str], bool]], Handler]:
    """Make a Lambda handler of a function of step and version id.

    What is raised fails the rotation: Secrets Manager tries again, and shows the error to nobody.
    """

    def decorate(rotate: Callable[[Step, str], bool]) -> Handler:
        @observed
        @wraps(rotate)
        def handler(event: Json, _context: "LambdaContext") -> Json:
            try:
                sent = _read(event, secret_arn)
                facts = {"step": sent.step, "version_id": sent.version_id}
                is_open = rotate(sent.step, sent.version_id)
            except Exception as error:  # noqa: BLE001 - a secret could be in its text
                count_failure(error, function)
                raise _named(error) from None
            logger.info("rotation", extra=facts | {"is_open": is_open})
            annotate(route=function, step=sent.step)
            return facts | {"is_open": is_open}

        return handler

    return decorate


def _read(event: Json, secret_arn: str) -> RotationEvent:
    try:
        sent = RotationEvent.model_validate(event)
    except ValidationError as error:
        raise refuse(error) from None
    if sent.secret_id != secret_arn:
        raise Forbidden("This function rotates another secret.")
    return sent


def _named(error: Exception) -> Exception:
    if isinstance(error, CallnotesError):
        logger.warning("rotation", extra={"error": type(error).__name__, "reason": str(error)})
        return error
    logger.error("unexpected error", exc_info=error)
    return RotationFailed(type(error).__name__)
