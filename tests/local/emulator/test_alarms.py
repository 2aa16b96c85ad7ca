"""Alarms: on metrics, on sums of metrics, on the depth of a queue; what they do and when.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

from __future__ import annotations

import json
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from callnotes_local.cloud.clients import Clients
from callnotes_local.observe.metrics import read_metrics
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import unique_name
from tests.local.emulator.gateway import STAGE, deploy

if TYPE_CHECKING:
    from callnotes_local.cloud.cloud import Cloud as LocalCloud
    from tests.local.emulator.cloud import Cloud

SECONDS = 12.0
FAILING = "def handler(event, context):\n    raise ValueError('no')\n"
WORKING = "def handler(event, context):\n    return 1\n"


class Alarm:
    """An alarm, deployed, whose action is a message in a queue."""

    def __init__(self, cloud: Cloud, **properties: Any) -> None:
        self._cloud, self._name = cloud, unique_name("alarm")
        self._sqs = cloud.client("sqs")
        self._queue = self._sqs.create_queue(QueueName=self._name)["QueueUrl"]
        resource = {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "AlarmName": self._name,
                "AlarmActions": [self._make_topic()],
                "ComparisonOperator": "GreaterThanThreshold",
                "EvaluationPeriods": 1,
                "Threshold": 0,
                "TreatMissingData": "notBreaching",
                **properties,
            },
        }
        stacks = cloud.client("cloudformation")
        template = json.dumps({"Resources": {"Alarm": resource}})
        stacks.create_stack(StackName=self._name, TemplateBody=template)
        waiter = stacks.get_waiter("stack_create_complete")
        waiter.wait(StackName=self._name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})

    def read(self) -> Any:
        client = self._cloud.client("cloudwatch")
        return client.describe_alarms(AlarmNames=[self._name])["MetricAlarms"][0]

    def becomes(self, state: str) -> bool:
        return wait_until(lambda: self.read()["StateValue"] == state, SECONDS, 0.1)

    def acts(self) -> list[str]:
        """The states that its messages tell."""
        response = self._sqs.receive_message(QueueUrl=self._queue, WaitTimeSeconds=2)
        bodies = [json.loads(message["Body"]) for message in response.get("Messages", [])]
        return [json.loads(body["Message"])["NewStateValue"] for body in bodies]

    def _make_topic(self) -> str:
        topics = self._cloud.client("sns")
        topic = str(topics.create_topic(Name=self._name)["TopicArn"])
        queue = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])
        arn = queue["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=self._queue, Attributes={"Policy": policy})
        topics.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        return topic


def failures_of(function: str) -> list[Any]:
    """The sum that the template's alarms watch."""
    dimensions = [{"Name": "FunctionName", "Value": function}]
    return [
        {"Id": "failures", "Expression": "errors + throttles"},
        *(
            {
                "Id": name.lower(),
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {
                        "Namespace": "AWS/Lambda",
                        "MetricName": name,
                        "Dimensions": dimensions,
                    },
                    "Period": 60,
                    "Stat": "Sum",
                },
            }
            for name in ("Errors", "Throttles")
        ),
    ]


def depth_of(queue: str) -> dict[str, Any]:
    return {
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [{"Name": "QueueName", "Value": queue}],
        "Statistic": "Maximum",
        "Period": 60,
    }


def test_alarm_on_an_expression_is_accepted(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"""
    alarm = Alarm(cloud, Metrics=failures_of("nobody")).read()
    assert [metric["Id"] for metric in alarm["Metrics"]] == ["failures", "errors", "throttles"]


def test_failing_function_sets_off_its_own_alarm_only(cloud: Cloud) -> None:
    failing, working = cloud.create_function(FAILING), cloud.create_function(WORKING)
    alarm, other = (Alarm(cloud, Metrics=failures_of(name)) for name in (failing, working))
    assert alarm.becomes("OK")

    cloud.invoke(failing)
    cloud.invoke(working)

    assert alarm.becomes("ALARM")
    assert alarm.acts() == ["ALARM"]
    assert other.becomes("OK")


def test_queue_sets_off_its_alarm_until_it_is_empty(cloud: Cloud) -> None:
    sqs, name = cloud.client("sqs"), unique_name("dead-letters")
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    alarm = Alarm(cloud, **depth_of(name))
    assert alarm.becomes("OK")

    sqs.send_message(QueueUrl=url, MessageBody="given up")
    assert alarm.becomes("ALARM")
    sqs.purge_queue(QueueUrl=url)
    assert alarm.becomes("OK")


@pytest.mark.parametrize(
    ("treatment", "state"), [("missing", "INSUFFICIENT_DATA"), ("breaching", "ALARM")]
)
def test_alarm_without_data_is_as_it_says(cloud: Cloud, treatment: str, state: str) -> None:
    """https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html"""
    alarm = Alarm(cloud, Metrics=failures_of("nobody"), TreatMissingData=treatment)
    assert alarm.becomes(state)


COUNTING = """
    import json

    def handler(event, context):
        metric = {"Name": "UnexpectedError", "Unit": "Count"}
        dimensions = [["service"], ["service", "route"]]
        directive = {"Namespace": "Notes", "Dimensions": dimensions, "Metrics": [metric]}
        metrics = {"Timestamp": 0, "CloudWatchMetrics": [directive]}
        values = {"service": "test", "route": "get_note", "UnexpectedError": 1}
        print(json.dumps({"_aws": metrics} | values))
        print('no metric: "CloudWatchMetrics"')
"""


@pytest.mark.parametrize(
    "dimensions", [{"service": "test"}, {"service": "test", "route": "get_note"}]
)
def test_metric_in_a_log_line_raises_its_alarm(cloud: Cloud, dimensions: dict[str, str]) -> None:
    alarm = Alarm(
        cloud,
        Namespace="Notes",
        MetricName="UnexpectedError",
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        Statistic="Sum",
        Period=60,
    )
    cloud.invoke(cloud.create_function(COUNTING))
    assert alarm.becomes("ALARM")


def test_message_that_waits_too_long_raises_an_alarm(cloud: Cloud) -> None:
    sqs, name = cloud.client("sqs"), unique_name("queue")
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    alarm = Alarm(
        cloud,
        Namespace="AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=[{"Name": "QueueName", "Value": name}],
        Statistic="Maximum",
        Period=60,
        Threshold=1,
    )
    assert alarm.becomes("OK")
    sqs.send_message(QueueUrl=queue, MessageBody="waits")
    assert alarm.becomes("ALARM")


def test_5xx_of_the_gateway_raises_an_alarm(cloud: Cloud) -> None:
    name = unique_name("api")
    api_id = cloud.client("apigateway").create_rest_api(name=name)["id"]
    route = deploy(cloud, api_id, FAILING)
    alarm = Alarm(
        cloud,
        Namespace="AWS/ApiGateway",
        MetricName="5XXError",
        Dimensions=[{"Name": "ApiName", "Value": name}, {"Name": "Stage", "Value": STAGE}],
        Statistic="Sum",
        Period=60,
    )
    assert alarm.becomes("OK")
    assert route.get().status >= 500
    assert alarm.becomes("ALARM")


def test_queue_that_is_not_empty_has_metrics(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html"""
    sqs, full, empty = cloud.client("sqs"), unique_name("full"), unique_name("empty")
    for name in (full, empty):
        sqs.create_queue(QueueName=name)
    for _ in range(3):
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=full)["QueueUrl"], MessageBody="one")

    assert wait_until(lambda: read_depths(cloud, full) == [3.0], SECONDS, 0.1)
    assert read_depths(cloud, empty) == []


def read_depths(cloud: Cloud, queue: str) -> list[float]:
    now = time.time()
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName="ApproximateNumberOfMessagesVisible",
        Dimensions=[{"Name": "QueueName", "Value": queue}],
        StartTime=now - 600,
        EndTime=now + 60,
        Period=600,
        Statistics=["Maximum"],
    )["Datapoints"]
    return [point["Maximum"] for point in found]


def test_failure_that_nobody_waits_for_sets_off_the_alarm_too(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html"""
    failing = cloud.create_function(FAILING)
    alarm = Alarm(cloud, Metrics=failures_of(failing))
    cloud.client("lambda").invoke(FunctionName=failing, InvocationType="Event")
    assert alarm.becomes("ALARM")


def test_failure_is_counted_once(cloud: Cloud) -> None:
    failing, working = cloud.create_function(FAILING), cloud.create_function(WORKING)
    for name in (failing, failing, working):
        cloud.invoke(name)
    local = cast("LocalCloud", SimpleNamespace(clients=Clients(cloud.emulator)))
    (errors,) = read_metrics(local, "Errors", 600)
    own = {series.dimensions["FunctionName"]: series for series in errors.series}
    assert sum(value or 0 for value in own[failing].values) == 2
    assert sum(value or 0 for value in own[working].values) == 0
    assert own[failing].unit == "Count"
