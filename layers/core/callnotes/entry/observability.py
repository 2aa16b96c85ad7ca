"""Logger, tracer and metrics for every function, in one place so that each can be replaced.

https://docs.aws.amazon.com/powertools/python/latest/
"""

import os
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_xray_sdk.core import xray_recorder
from aws_xray_sdk.core.emitters.udp_emitter import UDPEmitter
from aws_xray_sdk.core.models.entity import Entity

from callnotes.domain.errors import CallnotesError, Unavailable
from callnotes.domain.events import AnyEvent

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Handler[Event, Answer] = Callable[[Event, "LambdaContext"], Answer]

NAMESPACE = "Callnotes"
# https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
TRACE_HEADER = re.compile(
    r"Root=1-([0-9a-f]{8})-([0-9a-f]{24});Parent=([0-9a-f]{16});Sampled=([01])(;.*)?"
)
IDS = {"note_id", "customer_id", "escalation_id"}


class TextlessEmitter(UDPEmitter):
    """Sends what the SDK traced, without the exceptions' texts: users may have written them."""

    def send_entity(self, entity: Entity) -> None:
        """Send a subsegment; of exceptions it keeps types and places."""
        _forget_texts(entity)
        super().send_entity(entity)


def _forget_texts(entity: Entity) -> None:
    if isinstance(entity.cause, dict):
        for exception in entity.cause.get("exceptions", ()):
            vars(exception).pop("message", None)
    for below in entity.subsegments:
        _forget_texts(below)


logger = Logger()
xray_recorder.configure(emitter=TextlessEmitter())
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
    contains neither the response nor an exception's text, which users may have written.
    """

    @logger.inject_lambda_context(correlation_id_path=correlation_id_path)
    @tracer.capture_lambda_handler(capture_response=False, capture_error=False)
    @metrics.log_metrics
    @wraps(handler)
    def observing(event: Event, context: "LambdaContext") -> Answer:
        return handler(event, context)

    return cast("Handler[Event, Answer]", observing)


def annotate(**values: str | int) -> None:
    """Add annotations, which traces are searched by: ids and states, never what users wrote."""
    for name, value in values.items():
        tracer.put_annotation(name, value)  # type: ignore[arg-type] # an int is a Number


@contextmanager
def trace_event(event: AnyEvent, **values: str | int) -> Iterator[None]:
    """Trace what is done for one event: a subsegment that has its ids as annotations.

    `linked_trace_id` is the trace of the request that caused it: X-Ray traces do not cross a
    DynamoDB stream.
    """
    if tracer.disabled:
        yield
        return
    with tracer.provider.in_subsegment(name=event.type):
        ids = event.data.model_dump(include=IDS, exclude_none=True)
        annotate(event_id=event.id, tenant=event.tenant, correlation_id=event.correlationid)
        if event.traceparent:
            trace = event.traceparent.split("-")[1]
            annotate(linked_trace_id=f"1-{trace[:8]}-{trace[8:]}")
        annotate(**ids, **values)
        yield


def current_traceparent() -> str | None:
    """Return the invocation's trace context in the form of W3C; None where nothing is traced.

    https://www.w3.org/TR/trace-context/#traceparent-header
    """
    found = TRACE_HEADER.fullmatch(os.environ.get("_X_AMZN_TRACE_ID", ""))
    return found and f"00-{found[1]}{found[2]}-{found[3]}-0{found[4]}"


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
