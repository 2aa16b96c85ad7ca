"""What functions of a workflow share: a typed input, errors by name, one log line.

A state machine catches and retries by the names of errors, and keeps their texts in its history:
https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from callnotes.domain.errors import CallnotesError
from callnotes.entry.observability import annotate, count_failure, logger, observed
from callnotes.entry.refusals import refuse

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Json = dict[str, Any]
type Handler = Callable[[Json, "LambdaContext"], Json]


class TaskInput(BaseModel):
    """Base of the tasks' inputs: ids and states only; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    tenant: str

    @property
    def facts(self) -> Json:
        """Log fields of the input, ids only, such as `{"tenant": "hanbit"}`."""
        return {"tenant": self.tenant}


class OfEscalation(TaskInput):
    """What a function takes that is about one escalation."""

    escalation_id: str
    correlation_id: str | None = None

    @property
    def facts(self) -> Json:
        """Log fields of the input, ids only, such as `{"tenant": "hanbit"}`."""
        cause = {"correlation_id": self.correlation_id} if self.correlation_id else {}
        return super().facts | {"escalation_id": self.escalation_id} | cause


class TaskFailed(RuntimeError):
    """An unexpected error: the log has it in full, the execution's history only its type's name."""


def task[I: TaskInput](function: str, model: type[I]) -> Callable[[Callable[[I], Json]], Handler]:
    """Make a Lambda handler of a function from a typed input to the state's output, a JSON object.

    The domain's errors reach the state machine under their class names, a malformed input as
    `Invalid`, any other exception as `TaskFailed`.
    """

    def decorate(handle: Callable[[I], Json]) -> Handler:
        @observed
        @wraps(handle)
        def handler(event: Json, _context: "LambdaContext") -> Json:
            try:
                sent = _read(event, model)
                output = handle(sent)
            except Exception as error:  # noqa: BLE001 - its text would stay in the history
                count_failure(error, function)
                raise _named(error, function) from None
            logger.info("task", extra={"function": function, **sent.facts})
            annotate(route=function, **sent.facts)
            return output

        return handler

    return decorate


def _read[I: TaskInput](event: Json, model: type[I]) -> I:
    try:
        return model.model_validate(event)
    except ValidationError as error:
        raise refuse(error) from None


def _named(error: Exception, function: str) -> Exception:
    """Return the error that the state machine may see."""
    if isinstance(error, CallnotesError):
        logger.warning("task", extra={"function": function, "error": type(error).__name__})
        return error
    logger.error("unexpected error", exc_info=error, extra={"function": function})
    return TaskFailed(type(error).__name__)
