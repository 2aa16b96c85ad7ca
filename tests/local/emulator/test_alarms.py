"""Alarms on metric math.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.local.emulator.cloud import unique_name

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud

METRICS = [
    {"Id": "failures", "Expression": "errors + throttles"},
    *(
        {
            "Id": name.lower(),
            "ReturnData": False,
            "MetricStat": {
                "Metric": {
                    "Namespace": "AWS/Lambda",
                    "MetricName": name,
                    "Dimensions": [{"Name": "FunctionName", "Value": "nobody"}],
                },
                "Period": 60,
                "Stat": "Sum",
            },
        }
        for name in ("Errors", "Throttles")
    ),
]


def deploy_alarm(cloud: Cloud) -> Any:
    name = unique_name("alarm")
    properties = {
        "AlarmName": name,
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
        "Threshold": 0,
        "Metrics": METRICS,
    }
    template = {
        "Resources": {"Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}}
    }
    stacks = cloud.client("cloudformation")
    stacks.create_stack(StackName=name, TemplateBody=json.dumps(template))
    stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    return cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"][0]


def test_alarm_on_an_expression_is_accepted(cloud: Cloud) -> None:
    alarm = deploy_alarm(cloud)
    assert [metric["Id"] for metric in alarm["Metrics"]] == ["failures", "errors", "throttles"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
