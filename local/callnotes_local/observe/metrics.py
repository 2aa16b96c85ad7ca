"""`callnotes metrics`: what was counted and measured, and the alarms that watch it."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.errors import CliError, ExitCode

COLUMNS, MINUTE = 60, 60


@dataclass(frozen=True)
class Series:
    """One set of dimensions: a value for each period, the newest last; None without data."""

    dimensions: dict[str, str]
    unit: str
    values: list[float | None]

    @property
    def newest(self) -> float | None:
        """The last value that is there."""
        return next((value for value in reversed(self.values) if value is not None), None)


@dataclass(frozen=True)
class Metric:
    """One metric in periods of some seconds; the state of each of its alarms by name."""

    namespace: str
    name: str
    period: int
    series: list[Series] = field(default_factory=list)
    alarms: dict[str, str] = field(default_factory=dict)


def read_metrics(cloud: Cloud, name: str | None, seconds: int) -> list[Metric]:
    """All metrics, those too that only an alarm knows yet; or those of one name."""
    # At most 60 periods of whole minutes.
    period = max(-(-seconds // COLUMNS // MINUTE), 1) * MINUTE
    cloudwatch = cloud.clients.cloudwatch
    found: dict[tuple[str, str], Metric] = {}

    def find(metric: Any) -> Metric:
        key = metric["Namespace"], metric["MetricName"]
        return found.setdefault(key, Metric(*key, period))

    for alarm in cloudwatch.get_paginator("describe_alarms").paginate().search("MetricAlarms[]"):
        stats = [query["MetricStat"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
        for metric in [stat["Metric"] for stat in stats] or [alarm]:
            find(metric).alarms[alarm["AlarmName"]] = alarm["StateValue"]
    for metric in cloudwatch.get_paginator("list_metrics").paginate().search("Metrics[]"):
        if name in (None, find(metric).name):
            find(metric).series.append(_read_series(cloud, metric, seconds, period))
    known = sorted(name for _, name in found)
    if name is not None and name not in known:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        why = f"The nearest name is {near[0]}." if near else "No name is like it."
        then = " ".join(["callnotes metrics", *near])
        raise CliError(f"There is no metric {name!r}.", why, then, ExitCode.UNKNOWN_ID)
    return [found[key] for key in sorted(found) if name in (None, key[1])]


def _read_series(cloud: Cloud, metric: Any, seconds: int, period: int) -> Series:
    """What is counted is summed; of anything else it is the maximum."""
    now = time.time()
    start = max(int(now) // period - (seconds - 1) // period, 0) * period
    points = cloud.clients.cloudwatch.get_metric_statistics(
        **metric, Period=period, Statistics=["Sum", "Maximum"],
        StartTime=datetime.fromtimestamp(start, UTC), EndTime=datetime.fromtimestamp(now, UTC),
    )["Datapoints"]  # fmt: skip
    unit = points[0]["Unit"] if points else "None"
    values: list[float | None] = [None] * ((int(now) - start) // period + 1)
    for point in points:
        column = (int(point["Timestamp"].timestamp()) - start) // period
        values[column] = point["Sum" if unit == "Count" else "Maximum"]
    return Series({own["Name"]: own["Value"] for own in metric["Dimensions"]}, unit, values)
