"""`callnotes logs` without a local cloud: order, ids over all functions, following, formats."""

import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
import time_machine
from typer import BadParameter

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.command_line import logs as commands
from callnotes_local.command_line.logs import format_json, format_line, parse_seconds
from callnotes_local.observe.logs import LOG_GROUPS, LogLine, follow_logs, read_logs
from tests.local.command_line import CommandLine

NOW = 1_800_000_000_000


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW / 1000, tick=True):
        yield


class Groups:
    """CloudWatch Logs with some groups; `pages` is what each look finds."""

    def __init__(self, **events: list[tuple[int, str]]) -> None:
        self.events = events
        self.asked: list[dict[str, Any]] = []

    def get_paginator(self, operation: str) -> Any:
        return SimpleNamespace(paginate=getattr(self, operation))

    def describe_log_groups(self, **_: str) -> Iterator[Any]:
        yield {"logGroups": [{"logGroupName": LOG_GROUPS + name} for name in self.events]}

    def filter_log_events(self, **asked: Any) -> Iterator[Any]:
        self.asked.append(asked)
        text = asked["filterPattern"].strip('"')
        own = self.events[asked["logGroupName"].removeprefix(LOG_GROUPS)]
        found = [e for e in own if text in e[1] and e[0] >= asked["startTime"]]
        yield {"events": [{"timestamp": at, "message": f"{message}\n"} for at, message in found]}


def cloud_with(groups: Groups) -> Cloud:
    return cast("Cloud", SimpleNamespace(clients=SimpleNamespace(logs=groups)))


def test_lines_of_one_request_come_from_all_functions_in_the_order_of_time() -> None:
    groups = Groups(
        create_note=[(1, '{"correlation_id": "r1"}'), (2, '{"correlation_id": "r2"}')],
        index_note=[(9, '{"events": [{"correlation_id": "r1"}]}')],
        publish_events=[(5, '{"events": [{"correlation_id": "r1"}]}'), (6, "END RequestId: r1")],
    )
    found = read_logs(cloud_with(groups), None, "r1", 50)
    assert [(line.at, line.function) for line in found] == [
        (1, "create_note"),
        (5, "publish_events"),
        (9, "index_note"),
    ]


def test_lines_before_the_time_are_not_asked_for_and_the_newest_are_kept() -> None:
    cloud = cloud_with(Groups(a=[(1, "old"), (5, "five"), (7, "seven"), (8, "eight")]))
    assert [line.text for line in read_logs(cloud, None, None, 2, since=5)] == ["seven", "eight"]
    assert len(read_logs(cloud, None, None, None, since=5)) == 3


def test_followed_lines_come_once_and_late_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = Groups(a=[(NOW, "one")], b=[])
    looks = iter([[(NOW - 5, "late")], [(NOW - 5, "late"), (NOW + 1, "next")]])
    monkeypatch.setattr(time, "sleep", lambda _: groups.events.update(b=next(looks)))
    following = follow_logs(cloud_with(groups), None, None)
    assert [next(following).text for _ in range(3)] == ["one", "late", "next"]


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("10m", 600), ("2h", 7200), ("1d", 86_400)]
)
def test_duration_is_seconds(text: str, seconds: int) -> None:
    assert parse_seconds(text) == seconds


@pytest.mark.parametrize("text", ["10", "m", "-1m", "1.5h", "10 m", "1w", "", "9999999s", "0s"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadParameter, match="such as 90s, 10m"):
        parse_seconds(text)


def test_json_has_the_fields_of_a_structured_line_and_the_text_of_any_other() -> None:
    structured = LogLine("a", 0, '{"level": "INFO", "message": "한글"}')
    assert json.loads(format_json(structured))["line"] == {"level": "INFO", "message": "한글"}
    assert json.loads(format_json(LogLine("a", 0, "Task timed out")))["line"] == "Task timed out"
    assert "한글" in format_json(structured)


def test_level_has_a_colour() -> None:
    assert "\x1b[31m" in format_line(LogLine("a", 0, '{"level": "ERROR"}'))
    assert "\x1b[33m" in format_line(LogLine("a", 0, '{"level": "WARNING"}'))


def test_without_a_terminal_nothing_is_coloured(
    callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = Groups(a=[(NOW, '{"level": "ERROR"}')])
    monkeypatch.setattr(commands, "attach_cloud", lambda _: cloud_with(groups))
    outcome = callnotes.run("logs", "--since", "10m")
    assert (outcome.code, outcome.out.count("\x1b")) == (0, 0)
    assert '{"level": "ERROR"}' in outcome.out
    assert NOW - 610_000 < groups.asked[0]["startTime"] < NOW


def test_time_before_all_times_is_the_first_of_them(
    callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = Groups(a=[(NOW, "one")])
    monkeypatch.setattr(commands, "attach_cloud", lambda _: cloud_with(groups))
    assert callnotes.run("logs", "--since", "999999d").code == 0
    assert groups.asked[0]["startTime"] == 0


def test_following_ends_by_ctrl_c_with_130(
    callnotes: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    monkeypatch.setattr(commands, "attach_cloud", lambda _: cloud_with(Groups(a=[(NOW, "one")])))
    outcome = callnotes.run("logs", "--follow", "--json")
    assert outcome.code == 130
    assert [json.loads(line)["line"] for line in outcome.out.splitlines()] == ["one"]
