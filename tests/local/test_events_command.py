"""`callnotes events replay` without a local cloud: what is replayed, printed and refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from callnotes_local.command_line import events as commands
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe.queues import QueueDepth

BUS, ARCHIVE = "callnotes-local-events", {"ArchiveName": "archive", "EventCount": 7}


@dataclass
class Events:
    """EventBridge with one archive; a replay takes a while."""

    states: Iterator[str] = field(default_factory=lambda: iter(["RUNNING", *["COMPLETED"] * 3]))
    replays: list[dict[str, Any]] = field(default_factory=list)

    def describe_event_bus(self, **_: str) -> dict[str, str]:
        return {"Arn": "arn:bus"}

    def list_archives(self, **named: str) -> dict[str, Any]:
        assert named == {"EventSourceArn": "arn:bus"}
        return {"Archives": [ARCHIVE]}

    def describe_archive(self, **_: str) -> dict[str, Any]:
        return ARCHIVE | {"ArchiveArn": "arn:archive", "EventSourceArn": "arn:bus"}

    def start_replay(self, **replay: Any) -> None:
        self.replays.append(replay)

    def describe_replay(self, **named: str) -> dict[str, Any]:
        (replay,) = self.replays
        assert named == {"ReplayName": replay["ReplayName"]}
        return replay | {"State": next(self.states)}


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> Events:
    made = Events()
    emulator = SimpleNamespace(checkpoint=lambda: None)
    cloud = SimpleNamespace(
        clients=SimpleNamespace(events=made), emulator=emulator, output=lambda _: BUS
    )
    depths = iter([1, 0, 0])
    monkeypatch.setattr(commands, "attach_cloud", lambda _: cloud)
    monkeypatch.setattr(
        commands, "read_queues", lambda _: [QueueDepth("IndexNoteQueue", next(depths), 0, 0)]
    )
    return made


def replay(*options: str) -> Result:
    return CliRunner().invoke(commands.app, ["replay", *options])


def test_the_events_of_the_time_go_to_the_bus_and_the_command_waits_for_them(
    deployed: Events,
) -> None:
    outcome = replay("--since", "2026-03-01T09:00:00", "--until", "2026-03-01T10:00:00Z")
    (started,) = deployed.replays
    name = started.pop("ReplayName")
    assert started == {
        "EventSourceArn": "arn:archive",
        "EventStartTime": datetime(2026, 3, 1, 9, tzinfo=UTC),
        "EventEndTime": datetime(2026, 3, 1, 10, tzinfo=UTC),
        "Destination": {"Arn": "arn:bus"},
    }
    first, second, *_, queue = outcome.stdout.splitlines()
    assert name.startswith(BUS)
    assert first == (
        f"{name}: COMPLETED, the events from 2026-03-01T09:00:00Z to 2026-03-01T10:00:00Z"
    )
    assert second == "The archive has 7 events of all times."
    assert queue.split() == ["IndexNoteQueue", "0", "0", "0", "-"]


def test_without_an_end_it_is_now(deployed: Events) -> None:
    before = datetime.now(UTC)
    assert replay("--since", "2026-03-01").exit_code == ExitCode.OK
    assert before <= deployed.replays[0]["EventEndTime"] <= datetime.now(UTC)


@pytest.mark.parametrize(
    "times",
    [
        ("--since", "2199-01-01"),
        ("--since", "2026-03-01", "--until", "2199-01-01"),
        ("--since", "2026-03-02", "--until", "2026-03-01"),
        ("--since", "2026-03-01", "--until", "2026-03-01"),
    ],
)
def test_a_time_that_is_not_past_is_refused(deployed: Events, times: tuple[str, ...]) -> None:
    error = replay(*times).exception
    assert isinstance(error, CliError)
    assert "does not lie in the past" in error.why
    assert error.code == ExitCode.USAGE
    assert deployed.replays == []


@pytest.mark.parametrize("time", ["yesterday", "2026-13-01", "09:00"])
def test_what_is_no_time_is_refused(deployed: Events, time: str) -> None:
    outcome = replay("--since", time)
    assert outcome.exit_code == ExitCode.USAGE
    assert "%Y-%m-%dT%H:%M:%SZ" in outcome.output
    assert deployed.replays == []
