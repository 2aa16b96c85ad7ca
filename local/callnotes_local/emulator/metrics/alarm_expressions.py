"""Alarms on metric math, which the emulator's CloudFormation refuses: the first metric is watched.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from callnotes_local.emulator import seams

PROVISIONERS = "ministack.services.cloudformation.provisioners"


def install() -> None:
    """Accept `Metrics` in AWS::CloudWatch::Alarm."""
    seams.replace(PROVISIONERS, "_cw_metric_alarm_record", _with_metric_math)


def _with_metric_math(original: Callable[..., Any]) -> Callable[..., Any]:
    def record(name: str, properties: dict[str, Any]) -> Any:
        queries = properties.get("Metrics")
        if not queries:
            return original(name, properties)
        others = {key: value for key, value in properties.items() if key != "Metrics"}
        return original(name, others | _first_metric(queries)) | {"Metrics": queries}

    return record


def _first_metric(queries: list[dict[str, Any]]) -> dict[str, Any]:
    stat = next(query["MetricStat"] for query in queries if "MetricStat" in query)
    metric: dict[str, Any] = stat["Metric"]
    return metric | {"Period": stat["Period"], "Statistic": stat["Stat"]}
