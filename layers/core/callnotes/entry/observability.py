"""Logger, tracer and metrics for every function, in one place so that each can be replaced.

https://docs.aws.amazon.com/powertools/python/latest/
"""

import warnings
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit

from callnotes.domain.errors import CallnotesError, Unavailable

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Handler[Event, Answer] = Callable[[Event, "LambdaContext"], Answer]

NAMESPACE = "Callnotes"

logger = Logger()
tracer = Tracer(patch_modules=["botocore"])
metrics = Metrics(namespace=NAMESPACE, service=logger.service)

# Most invocations have nothing to count.
warnings.filterwarnings("ignore", "No application metrics to publish")


def observed[Event, Answer](
    handler: Handler[Event, Answer], *, correlation_id_path: str | None = None
) -> Handler[Event, Answer]:
    """Add structured logs, an X-Ray trace and metrics to a Lambda handler.

    Every log line has the invocation's request id, `cold_start`, and the correlation id that the
    JMESPath finds in the event. Metrics are one log line in the embedded metric format. The trace
    does not contain the response, which may hold text that users wrote.
    """

    @logger.inject_lambda_context(correlation_id_path=correlation_id_path)
    @tracer.capture_lambda_handler(capture_response=False)
    @metrics.log_metrics
    @wraps(handler)
    def observing(event: Event, context: "LambdaContext") -> Answer:
        return handler(event, context)

    return cast("Handler[Event, Answer]", observing)


def annotate(**values: str | int) -> None:
    """Add annotations, which traces are searched by: ids and states, never what users wrote."""
    for name, value in values.items():
        tracer.put_annotation(name, value)  # type: ignore[arg-type] # an int is a Number


def count(metric: str, function: str, value: int = 1) -> None:
    """Add to a metric, over all functions for its alarm and with this one's name (verb_noun)."""
    by_route = {"service": logger.service, "route": function}
    if by_route not in metrics.provider.dimension_sets:
        metrics.add_dimensions(**by_route)
    metrics.add_metric(name=metric, unit=MetricUnit.Count, value=value)


def count_failure(error: Exception, function: str) -> None:
    """Count an error of the service: an unavailable dependency, or an unexpected error."""
    if isinstance(error, Unavailable):
        count("DependencyUnavailable", function)
    elif not isinstance(error, CallnotesError):
        count("UnexpectedError", function)


def skip_unreadable(function: str) -> Callable[[dict[str, Any], Exception], None]:
    """Return what logs and counts an item of a list that cannot be read: its key, not its text."""

    def skip(item: dict[str, Any], error: Exception) -> None:
        key = {"pk": item["pk"], "sk": item["sk"], "error": type(error).__name__}
        logger.error("unreadable item", extra={"function": function, **key})
        count("ItemsUnreadable", function)

    return skip
