"""Alarms and dashboards watch metrics that exist: counted by the code, or published by AWS.

A metric that nobody publishes is no error to CloudWatch: the alarm stays OK, the widget empty.
"""

import ast
import copy
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from callnotes.entry.observability import NAMESPACE
from tests.template import ROOT, Json, logical_ids_of_type, read_template, resource

ALARM, DASHBOARD = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"
# Who publishes a metric for which dimension, by resource type; and the metrics that we watch:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
PUBLISHED = {
    "AWS/ApiGateway": {"5XXError", "4XXError", "Count", "Latency", "IntegrationLatency"},
    "AWS/Cognito": {"SignInSuccesses"},
    "AWS/DynamoDB": {"ReadThrottleEvents", "WriteThrottleEvents"},
    "AWS/Lambda": {"Errors", "Throttles", "Invocations", "IteratorAge", "Duration"},
    "AWS/SNS": {"NumberOfMessagesPublished", "NumberOfNotificationsFailed"},
    "AWS/SQS": {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
    "AWS/States": {
        "ExecutionsStarted",
        "ExecutionsSucceeded",
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "ExecutionThrottled",
    },
}
DIMENSIONS = {
    "AWS/ApiGateway": {"ApiName", "Stage"},
    "AWS/Cognito": {"UserPool", "UserPoolClient"},
    "AWS/DynamoDB": {"TableName"},
    "AWS/Lambda": {"FunctionName"},
    "AWS/SNS": {"TopicName"},
    "AWS/SQS": {"QueueName"},
    "AWS/States": {"StateMachineArn"},
    NAMESPACE: {"service"},
}
SEARCH = re.compile(
    r"SEARCH\('\{(?P<namespace>[\w/]+),(?P<dimension>\w+)\} \$\{AWS::StackName\}"
    r' MetricName="(?P<name>\w+)"\', \'\w+\', \d+\)'
)


class Watched(NamedTuple):
    """A metric that somebody watches, with the names of its dimensions."""

    watcher: str
    namespace: str
    name: str
    dimensions: frozenset[str]


def counted() -> set[str]:
    """The metrics that the code counts: the constant first argument of each `count`."""
    sources = [*(ROOT / "layers/core").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    return {name for source in sources for name in find_counted(source.read_text())}


def find_counted(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"count", "_count"}:
            match node.args:
                case [ast.Constant(value=str(name)), *_] if name[:1].isupper():
                    yield name


def watched(template: Json) -> Iterator[Watched]:
    for logical_id, item in template["Resources"].items():
        if item["Type"] == ALARM:
            yield from of_alarm(logical_id, item["Properties"])
        if item["Type"] == DASHBOARD:
            yield from of_dashboard(logical_id, item["Properties"])


def of_alarm(logical_id: str, alarm: Json) -> Iterator[Watched]:
    stats = [
        query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query
    ]
    for metric in stats or [alarm]:
        dimensions = frozenset(dimension["Name"] for dimension in metric["Dimensions"])
        yield Watched(logical_id, metric["Namespace"], metric["MetricName"], dimensions)


def of_dashboard(logical_id: str, dashboard: Json) -> Iterator[Watched]:
    widgets = json.loads(dashboard["DashboardBody"]["Fn::Sub"])["widgets"]
    assert widgets, f"{logical_id}: a dashboard of nothing"
    for widget in widgets:
        watcher = f"{logical_id}, {widget['properties']['title']}"
        assert widget["properties"]["metrics"], f"{watcher}: a widget of nothing"
        for metric in widget["properties"]["metrics"]:
            yield of_widget(watcher, metric)


def of_widget(watcher: str, metric: list[Any]) -> Watched:
    if isinstance(metric[0], dict):
        found = SEARCH.fullmatch(metric[0]["expression"])
        assert found, f"{watcher}: {metric[0]['expression']}"
        return Watched(watcher, found["namespace"], found["name"], frozenset([found["dimension"]]))
    namespace, name, *dimensions = metric
    return Watched(watcher, namespace, name, frozenset(dimensions[::2]))


def find_faults(template: Json, known: set[str]) -> list[str]:
    """What is watched and never published, and what is counted and watched by nobody."""
    metrics = list(watched(template))
    names = PUBLISHED | {NAMESPACE: known}
    unknown = [
        f"{found.watcher}: {found.namespace} {found.name} by {sorted(found.dimensions)}"
        for found in metrics
        if found.name not in names.get(found.namespace, ())
        or found.dimensions != DIMENSIONS[found.namespace]
    ]
    alarms = set(of_type(template, ALARM))
    for kind, watchers in (("alarm", alarms), ("dashboard", None)):
        seen = {m.name for m in metrics if (m.watcher in alarms) == (watchers is alarms)}
        unknown += [f"{name}: counted, and on no {kind}" for name in sorted(known - seen)]
    return unknown


def of_type(template: Json, kind: str) -> list[str]:
    return [name for name, item in template["Resources"].items() if item["Type"] == kind]


def test_whatever_is_watched_is_published_and_whatever_is_counted_is_watched() -> None:
    assert find_faults(read_template(), counted()) == []


def test_code_counts_what_the_tests_saw_it_count() -> None:
    assert {"UnexpectedError", "DependencyUnavailable", "EscalationsLost"} <= counted()
    assert list(find_counted('count("Lost", "f")\nx.count("No")\ncount(name, "f")')) == ["Lost"]


def test_what_a_dashboard_refers_to_is_in_the_template() -> None:
    resources = read_template()["Resources"].keys() | read_template()["Parameters"].keys()
    for logical_id in logical_ids_of_type(DASHBOARD):
        body = resource(logical_id)["DashboardBody"]["Fn::Sub"]
        names = {name.partition(".")[0] for name in re.findall(r"\$\{([\w.]+)\}", body)}
        assert names - resources == set()


def test_metric_renamed_in_the_code_is_reported_on_both_sides() -> None:
    known = counted() - {"FlagsStale"} | {"FlagsOld"}
    faults = find_faults(read_template(), known)
    assert "FlagsStaleAlarm: Callnotes FlagsStale by ['service']" in faults
    assert "FlagsOld: counted, and on no alarm" in faults
    assert "FlagsOld: counted, and on no dashboard" in faults


@pytest.mark.parametrize(
    ("metric", "fault"),
    [
        (["AWS/Lambda", "Error", "FunctionName", "f"], "AWS/Lambda Error"),
        (["AWS/Lambda", "Errors", "Function", "f"], "by ['Function']"),
        (["AWS/Lambda", "Errors"], "by []"),
        (["Callnotes", "NobodyCounts", "service", "s"], "Callnotes NobodyCounts"),
        (["callnotes", "FlagsStale", "service", "s"], "callnotes FlagsStale"),
    ],
)
def test_widget_of_a_metric_that_nobody_publishes_is_reported(
    metric: list[str], fault: str
) -> None:
    body = {"widgets": [{"properties": {"title": "Wrong", "metrics": [metric]}}]}
    template = copy.deepcopy(read_template())
    wrong = {"DashboardBody": {"Fn::Sub": json.dumps(body)}}
    template["Resources"]["Wrong"] = {"Type": DASHBOARD, "Properties": wrong}
    (found,) = find_faults(template, counted())
    assert found.startswith("Wrong, Wrong: ")
    assert fault in found


OWN = [{"Name": "service", "Value": "s"}]
LOST = {"Namespace": NAMESPACE, "MetricName": "EscalationLost", "Dimensions": OWN}


@pytest.mark.parametrize(
    ("alarm", "fault"),
    [
        (
            {"Namespace": "AWS/SQS", "MetricName": "Age", "Dimensions": [{"Name": "QueueName"}]},
            "AWS/SQS Age by ['QueueName']",
        ),
        (LOST, "Callnotes EscalationLost by ['service']"),
        (
            {"Metrics": [{"Expression": "m"}, {"MetricStat": {"Metric": LOST}}]},
            "Callnotes EscalationLost by ['service']",
        ),
    ],
)
def test_alarm_on_a_metric_that_nobody_publishes_is_reported(alarm: Json, fault: str) -> None:
    template = copy.deepcopy(read_template())
    template["Resources"]["Wrong"] = {"Type": ALARM, "Properties": alarm}
    assert find_faults(template, counted()) == [f"Wrong: {fault}"]


def test_metric_renamed_in_a_source_is_counted_under_its_new_name() -> None:
    source = (ROOT / "layers/core/callnotes/entry/flags.py").read_text()
    assert "FlagsStale" in {*find_counted(source)}
    assert "FlagsOld" in {*find_counted(source.replace("FlagsStale", "FlagsOld"))}


def test_dashboard_of_nothing_is_refused() -> None:
    with pytest.raises(AssertionError, match="D: a dashboard of nothing"):
        list(of_dashboard("D", {"DashboardBody": {"Fn::Sub": '{"widgets": []}'}}))


@pytest.mark.parametrize("metrics", [[], [[{"expression": "SEARCH('anything')"}]]])
def test_widget_of_nothing_or_of_any_search_is_refused(metrics: list[Any]) -> None:
    body = {"widgets": [{"properties": {"title": "Wrong", "metrics": metrics}}]}
    with pytest.raises(AssertionError, match="Wrong"):
        list(of_dashboard("D", {"DashboardBody": {"Fn::Sub": json.dumps(body)}}))
