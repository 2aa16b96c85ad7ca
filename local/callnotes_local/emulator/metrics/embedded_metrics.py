"""Metrics that functions write into their log: the emulator keeps the lines, and counts nothing.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

from __future__ import annotations

import json
from typing import Any

from ministack.services.cloudwatch import record_metric


def count_metrics(line: str) -> None:
    """Record each metric of a line once for each of its sets of dimensions."""
    document = _read(line)
    for directive in document.get("_aws", {}).get("CloudWatchMetrics", []):
        for names in directive["Dimensions"]:
            dimensions = {name: str(document[name]) for name in names}
            for metric in directive["Metrics"]:
                _record(directive["Namespace"], metric, document, dimensions)


def _record(
    namespace: str, metric: dict[str, str], document: dict[str, Any], dimensions: dict[str, str]
) -> None:
    name, unit = metric["Name"], metric.get("Unit", "None")
    values = document[name] if isinstance(document[name], list) else [document[name]]
    for value in values:
        record_metric(namespace, name, value, unit, dimensions)


def _read(line: str) -> dict[str, Any]:
    if '"CloudWatchMetrics"' not in line:
        return {}
    try:
        document: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return document
