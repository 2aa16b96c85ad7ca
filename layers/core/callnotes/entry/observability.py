"""Logger, tracer and metrics for every function, in one place so that each can be replaced."""

from collections.abc import Callable
from typing import Any, cast

from aws_lambda_powertools import Logger, Tracer, single_metric
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Callnotes"

logger = Logger()
tracer = Tracer(patch_modules=["botocore"])


def traced[Handler: Callable[..., Any]](handler: Handler) -> Handler:
    """Trace a Lambda handler, without its answer, which may hold what people wrote."""
    return cast("Handler", tracer.capture_lambda_handler(handler, capture_response=False))


def count(metric: str, value: int = 1) -> None:
    """Add to a counter, as a line of the embedded metric format.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    """
    with single_metric(
        metric,
        unit=MetricUnit.Count,
        value=value,
        namespace=NAMESPACE,
        default_dimensions={"service": logger.service},
    ):
        pass
