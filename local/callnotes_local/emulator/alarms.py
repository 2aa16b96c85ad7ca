"""Alarms that act: looked at every few seconds, each on its own dimensions, sums of metrics too.

The metrics of queues are made here too.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
The emulator's CloudFormation refuses `Metrics`: it is given the first metric, and we keep them all.
"""

import logging
import operator
import threading
import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import request_scope
from ministack.services import cloudwatch, sqs

from callnotes_local.emulator import seams

CLOUDWATCH = "ministack.services.cloudwatch"
PROVISIONERS = "ministack.services.cloudformation.provisioners"
SECONDS = 2.0
MEASURE_SECONDS = 60.0
COMPARISONS = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
WITHOUT_DATA = {"breaching": "ALARM", "notBreaching": "OK", "missing": "INSUFFICIENT_DATA"}
# From the messages of a queue and the time.
QUEUE_METRICS: dict[str, Callable[[list[Any], float], float]] = {
    "ApproximateNumberOfMessagesVisible": lambda found, now: sum(
        message["visible_at"] <= now for message in found
    ),
    "ApproximateAgeOfOldestMessage": lambda found, now: max(
        (now - message["sent_at"] for message in found), default=0
    ),
}

Alarm = dict[str, Any]
logger = logging.getLogger(__name__)


def install() -> None:
    """Evaluate alarms as CloudWatch does, and not only when somebody puts a metric."""
    seams.wrap(PROVISIONERS, "_cw_metric_alarm_record", _with_metric_math)
    seams.replace(CLOUDWATCH, "_evaluate_alarm", lambda _: _evaluate)
    threading.Thread(target=_run, daemon=True, name="alarms").start()


def _with_metric_math(
    original: Callable[..., dict[str, Any]], name: str, properties: dict[str, Any]
) -> dict[str, Any]:
    queries = properties.get("Metrics")
    if not queries:
        return original(name, properties)
    stat = next(query["MetricStat"] for query in queries if "MetricStat" in query)
    first = stat["Metric"] | {"Period": stat["Period"], "Statistic": stat["Stat"]}
    return original(name, properties | first | {"Metrics": None}) | {"Metrics": queries}


def _run() -> None:
    measured: dict[str, float] = {}
    while True:
        time.sleep(SECONDS)
        _measure_queues(measured, time.time())
        for (account, region, _), alarm in cloudwatch._alarms.all_items():
            try:
                with request_scope(account, region):
                    _evaluate(alarm)
            except Exception:
                # One alarm that cannot be evaluated must not silence the others.
                logger.exception("alarm %s", alarm.get("AlarmName"))


def _measure_queues(measured: dict[str, float], now: float) -> None:
    """Record depth and age of each queue that is not empty, once a minute.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    """
    for (account, region, url), queue in sqs._queues.all_items():
        messages = list(queue["messages"])
        if messages and now - measured.get(url, 0) >= MEASURE_SECONDS:
            measured[url], name = now, {"QueueName": url.rpartition("/")[2]}
            with request_scope(account, region):
                for metric, measure in QUEUE_METRICS.items():
                    cloudwatch.record_metric(
                        "AWS/SQS", metric, measure(messages, now), "None", name
                    )


def _evaluate(alarm: Alarm) -> None:
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


def _state(alarm: Alarm) -> str:
    compare = COMPARISONS.get(alarm.get("ComparisonOperator", ""))
    value = _value(alarm)
    if value is None or compare is None:
        treatment = alarm.get("TreatMissingData") or "missing"
        return WITHOUT_DATA.get(treatment) or str(alarm["StateValue"])
    return "ALARM" if compare(value, float(alarm.get("Threshold", 0))) else "OK"


def _value(alarm: Alarm) -> float | None:
    """The metric that the alarm watches, or their sum; no other expression is known here."""
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic")
    only = {"Metric": alarm, "Period": alarm.get("Period"), "Stat": statistic}
    queries = alarm.get("Metrics") or [{"Id": "", "MetricStat": only}]
    periods = int(alarm.get("EvaluationPeriods", 1))
    values = {q["Id"]: _read(q["MetricStat"], periods) for q in queries if q.get("MetricStat")}
    expression = next((q["Expression"] for q in queries if q.get("Expression")), next(iter(values)))
    terms = [values.get(name.strip()) for name in expression.split("+")]
    known = [term for term in terms if term is not None]
    return sum(known) if len(known) == len(terms) else None


def _read(stat: dict[str, Any], periods: int) -> float | None:
    metric = stat["Metric"]
    name, dimensions = metric["MetricName"], metric.get("Dimensions") or {}
    if isinstance(dimensions, list):
        dimensions = cloudwatch._dims_from_list(dimensions)
    if metric["Namespace"] == "AWS/SQS" and name in QUEUE_METRICS:
        queue = sqs._queues.get(sqs._queue_name_to_url.get(dimensions.get("QueueName"), ""))
        return QUEUE_METRICS[name](queue["messages"], time.time()) if queue else None
    key = (metric["Namespace"], name, cloudwatch._dims_key(dimensions))
    since = time.time() - int(stat["Period"] or 60) * periods
    recent = [p for p in cloudwatch._metrics.get(key) or [] if p["Timestamp"] >= since]
    if not recent:
        return None
    value = cloudwatch._stat_value(cloudwatch._calc_stats(recent), stat["Stat"], recent)
    return None if value is None else float(value)
