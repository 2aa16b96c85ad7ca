"""Amazon CloudWatch: alarms and log groups."""

from typing import Any, cast

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored, pick

ALARM = (
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "AlarmName",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluationPeriods",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
)


def read_alarm(clients: Clients, resource: Resource) -> Stored:
    """An alarm on a metric or on an expression."""
    found = clients.cloudwatch.describe_alarms(AlarmNames=[resource.physical_id])["MetricAlarms"]
    return pick(cast("dict[str, Any]", found[0]) if found else {}, ALARM)


def read_log_group(clients: Clients, resource: Resource) -> Stored:
    """A log group."""
    name = resource.physical_id
    groups = clients.logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    found = next((group for group in groups if group["logGroupName"] == name), None)
    return {
        "LogGroupName": found and found.get("logGroupName"),
        "RetentionInDays": found and found.get("retentionInDays"),
        "KmsKeyId": found and found.get("kmsKeyId"),
    }


CLOUDWATCH: dict[str, Reader] = {
    "AWS::CloudWatch::Alarm": read_alarm,
    "AWS::Logs::LogGroup": read_log_group,
}
