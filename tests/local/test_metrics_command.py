"""`callnotes metrics` without a local cloud: columns of time, alarms, near names, formats."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
import time_machine

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.command_line import logs as commands
from callnotes_local.command_line.logs import draw
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.metrics import Series, read_metrics
from tests.local.command_line import CommandLine

# Half a minute after a full hour.
NOW = 1_800_000_030
PARKED, AGE = ("Callnotes", "EventsParked"), ("AWS/SQS", "ApproximateAgeOfOldestMessage")
OWN = [{"Name": "service", "Value": "callnotes"}]
type Points = dict[tuple[str, str], list[tuple[int, float, str]]]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


class Watch:
    """CloudWatch with points (seconds ago, value, unit) and alarms by metric."""

    def __init__(self, points: Points, *alarms: dict[str, Any]) -> None:
        self.points, self.alarms = points, alarms
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, operation: str) -> Any:
        found = {"list_metrics": self.list_metrics, "describe_alarms": self.alarms}[operation]
        return SimpleNamespace(paginate=lambda: SimpleNamespace(search=lambda _: found))

    @property
    def list_metrics(self) -> list[dict[str, Any]]:
        return [{"Namespace": n, "MetricName": name, "Dimensions": OWN} for n, name in self.points]

    def get_metric_statistics(self, **asked: Any) -> Any:
        self.asked.append(asked)
        period, points = asked["Period"], self.points[asked["Namespace"], asked["MetricName"]]
        return {
            "Datapoints": [
                {
                    "Timestamp": datetime.fromtimestamp((NOW - ago) // period * period, UTC),
                    "Unit": unit,
                    "Sum": value,
                    "Maximum": value / 2,
                }
                for ago, value, unit in reversed(points)
                if NOW - ago >= asked["StartTime"].timestamp()
            ]
        }


def make_alarm(key: tuple[str, str], state: str = "OK", name: str = "an-alarm") -> dict[str, Any]:
    metric = {"Namespace": key[0], "MetricName": key[1]}
    return {"AlarmName": name, "StateValue": state, **metric}


def cloud_with(watch: Watch) -> Cloud:
    return cast("Cloud", SimpleNamespace(clients=SimpleNamespace(cloudwatch=watch)))


def test_each_minute_has_its_column_and_the_newest_is_the_last() -> None:
    points: Points = {PARKED: [(0, 3.0, "Count"), (100, 2.0, "Count"), (9 * 60, 1.0, "Count")]}
    (metric,) = read_metrics(cloud_with(Watch(points)), None, 600)
    (series,) = metric.series
    assert series.values == [1.0, *[None] * 6, 2.0, None, 3.0]
    assert (metric.period, series.newest) == (60, 3.0)
    assert (series.newest, series.dimensions) == (3.0, {"service": "callnotes"})


@pytest.mark.parametrize(
    ("seconds", "period", "columns"),
    [(1, 60, 1), (90, 60, 2), (3600, 60, 60), (3660, 120, 31), (86_400, 1440, 60)],
)
def test_period_is_whole_minutes_and_a_chart_has_sixty_columns_at_most(
    seconds: int, period: int, columns: int
) -> None:
    watch = Watch({PARKED: [(0, 1.0, "Count")]})
    (metric,) = read_metrics(cloud_with(watch), "EventsParked", seconds)
    assert (metric.period, len(metric.series[0].values)) == (period, columns)
    assert watch.asked[0]["StartTime"].timestamp() % period == 0


def test_time_before_all_times_is_the_first_of_them() -> None:
    watch = Watch({PARKED: [(0, 1.0, "Count")]})
    (metric,) = read_metrics(cloud_with(watch), None, 999_999 * 86_400)
    assert watch.asked[0]["StartTime"].timestamp() == 0
    assert metric.series[0].newest == 1.0


def test_counts_are_summed_and_of_ages_the_highest_is_taken() -> None:
    watch = Watch({AGE: [(0, 8.0, "Seconds")], PARKED: [(0, 8.0, "Count")]})
    age, parked = read_metrics(cloud_with(watch), None, 60)
    assert (age.series[0].newest, parked.series[0].newest) == (4.0, 8.0)


def test_alarm_is_shown_with_its_metric_alone_and_of_an_expression_with_each() -> None:
    stat = {"Metric": {"Namespace": AGE[0], "MetricName": AGE[1]}}
    math: dict[str, Any] = {"AlarmName": "sum", "StateValue": "ALARM"}
    math["Metrics"] = [{"Id": "e", "Expression": "a"}, {"Id": "a", "MetricStat": stat}]
    age, parked = read_metrics(cloud_with(Watch({}, make_alarm(PARKED), math)), None, 60)
    assert (age.name, age.alarms, age.series) == (AGE[1], {"sum": "ALARM"}, [])
    assert (parked.name, parked.alarms) == (PARKED[1], {"an-alarm": "OK"})


@pytest.mark.parametrize(
    ("name", "why", "then"),
    [
        ("eventsparkt", "The nearest name is EventsParked.", "callnotes metrics EventsParked"),
        ("zzz", "No name is like it.", "callnotes metrics"),
        ("", "No name is like it.", "callnotes metrics"),
    ],
)
def test_unknown_metric_is_refused_with_the_near_ones(name: str, why: str, then: str) -> None:
    watch = Watch({PARKED: []}, make_alarm(PARKED), make_alarm(AGE))
    with pytest.raises(CliError) as refused:
        read_metrics(cloud_with(watch), name, 60)
    error = refused.value
    assert (error.why, error.next_command, error.code) == (why, then, ExitCode.UNKNOWN_ID)


def test_bar_is_as_high_as_the_share_of_the_highest() -> None:
    assert draw([None, 0, 1, 3.5, 7]) == "·▁▂▅█"
    assert draw([0, 0]) == "▁▁"
    assert draw([]) == ""


def test_newest_value_is_the_last_that_is_there() -> None:
    assert Series({}, "Count", [1.0, 0.0, None]).newest == 0.0
    assert Series({}, "Count", [None]).newest is None


@pytest.fixture
def watched(callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    watch = Watch({PARKED: [(0, 3.0, "Count")]}, make_alarm(PARKED, "ALARM"), make_alarm(AGE))
    monkeypatch.setattr(commands, "attach_cloud", lambda _: cloud_with(watch))
    return callnotes


def test_list_has_the_newest_value_and_what_only_an_alarm_knows(watched: CommandLine) -> None:
    lines = watched.run("metrics").out.splitlines()
    assert lines[0].split() == ["namespace", "metric", "newest", "unit", "alarms"]
    assert lines[1].split() == [*AGE, "-", "-", "OK"]
    assert lines[2].split() == [*PARKED, "3", "Count", "ALARM"]
    assert len(lines) == 3


def test_one_metric_has_chart_dimensions_unit_and_alarms(watched: CommandLine) -> None:
    lines = watched.run("metrics", "EventsParked", "--since", "3m").out.splitlines()
    assert lines == [
        "Callnotes EventsParked, 60 s for each column",
        "··█ 3 Count  service=callnotes",
        "ALARM  an-alarm",
    ]


def test_metric_that_nobody_has_counted_says_so(watched: CommandLine) -> None:
    assert "nothing was counted\nOK  an-alarm\n" in watched.run("metrics", AGE[1]).out


def test_json_has_the_values_with_nothing_left_out(watched: CommandLine) -> None:
    (metric,) = json.loads(watched.run("metrics", "EventsParked", "--since", "2m", "--json").out)
    assert metric == {
        "namespace": "Callnotes",
        "name": "EventsParked",
        "period": 60,
        "series": [{"dimensions": {"service": "callnotes"}, "unit": "Count", "values": [None, 3]}],
        "alarms": {"an-alarm": "ALARM"},
    }


def test_unknown_metric_ends_with_4(watched: CommandLine) -> None:
    outcome = watched.run("metrics", "EventParked")
    assert outcome.code == ExitCode.UNKNOWN_ID
    assert "There is no metric 'EventParked'." in outcome.err
