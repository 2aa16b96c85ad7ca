"""Alarms that act: looked at every few seconds, each on its own dimensions, sums of metrics too.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

from __future__ import annotations

import logging
import operator
import re
import threading
import time
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch, sqs

from callnotes_local.emulator import seams

CLOUDWATCH = "ministack.services.cloudwatch"
SECONDS = 2.0
COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
WITHOUT_DATA = {"breaching": "ALARM", "notBreaching": "OK", "missing": "INSUFFICIENT_DATA"}
SUM = re.compile(r"\w+(\s*\+\s*\w+)*")
QUEUE_DEPTH = ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
QUEUE_AGE = ("AWS/SQS", "ApproximateAgeOfOldestMessage")

Alarm = dict[str, Any]
logger = logging.getLogger(__name__)


def install() -> None:
    """Evaluate alarms as CloudWatch does, and not only when somebody puts a metric."""
    seams.replace(CLOUDWATCH, "_evaluate_alarm", lambda _: evaluate)
    threading.Thread(target=_run, daemon=True, name="alarms").start()


def evaluate(alarm: Alarm) -> None:
    """Give one alarm its state, and do what it asks for when that is a new one."""
    before, now = alarm["StateValue"], _state(alarm)
    if now == before:
        return
    reason = f"{alarm.get('ComparisonOperator')} {alarm.get('Threshold')}: {now}"
    alarm["StateValue"], alarm["StateReason"] = now, reason
    alarm["StateUpdatedTimestamp"] = int(time.time())
    cloudwatch._record_history(alarm["AlarmName"], before, now, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, now, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def _run() -> None:
    while True:
        time.sleep(SECONDS)
        for (account, region, _), alarm in cloudwatch._alarms.all_items():
            try:
                with request_scope(account, region):
                    evaluate(alarm)
            except Exception:
                # One alarm that cannot be evaluated must not silence the others.
                logger.exception("alarm %s", alarm.get("AlarmName"))


def _state(alarm: Alarm) -> str:
    compare = COMPARISONS.get(alarm.get("ComparisonOperator", ""))
    value = _value(alarm)
    if value is None or compare is None:
        treatment = alarm.get("TreatMissingData") or "missing"
        return WITHOUT_DATA.get(treatment) or str(alarm["StateValue"])
    return "ALARM" if compare(value, float(alarm.get("Threshold", 0))) else "OK"


def _value(alarm: Alarm) -> float | None:
    periods = alarm.get("EvaluationPeriods", 1)
    queries = alarm.get("Metrics")
    if not queries:
        return _read(alarm, alarm, alarm.get("ExtendedStatistic") or alarm["Statistic"], periods)
    values = {
        query["Id"]: _read(stat["Metric"], stat, stat["Stat"], periods)
        for query in queries
        if (stat := query.get("MetricStat"))
    }
    expression = next((q["Expression"] for q in queries if q.get("Expression")), next(iter(values)))
    return _add(expression, values)


def _add(expression: str, values: dict[str, float | None]) -> float | None:
    # The template's alarms add metrics; what other expressions say is not known here.
    if not SUM.fullmatch(expression.strip()):
        return None
    terms = [values.get(name.strip()) for name in expression.split("+")]
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def _read(metric: Alarm, periodic: Alarm, statistic: str, periods: int) -> float | None:
    name = (metric.get("Namespace"), metric.get("MetricName"))
    dimensions = metric.get("Dimensions") or {}
    if isinstance(dimensions, list):
        dimensions = cloudwatch._dims_from_list(dimensions)
    if name in {QUEUE_DEPTH, QUEUE_AGE}:
        return _read_queue(name, dimensions.get("QueueName", ""))
    since = time.time() - int(periodic.get("Period") or 60) * int(periods)
    points = cloudwatch._metrics.get((*name, cloudwatch._dims_key(dimensions))) or []
    recent = [point for point in points if point["Timestamp"] >= since]
    if not recent:
        return None
    value = cloudwatch._stat_value(cloudwatch._calc_stats(recent), statistic, recent)
    return None if value is None else float(value)


def _read_queue(metric: tuple[Any, Any], name: str) -> float | None:
    queue = sqs._queues.get(sqs._queue_name_to_url.get(name, ""))
    if queue is None:
        return None
    now, messages = time.time(), queue["messages"]
    if metric == QUEUE_AGE:
        return float(max((now - message["sent_at"] for message in messages), default=0))
    return float(sum(message["visible_at"] <= now for message in messages))
