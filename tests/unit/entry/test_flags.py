"""Flags that may be outdated are counted and logged."""

import pytest

from callnotes.domain.flags import FlagReading
from callnotes.entry.flags import CountedFlags
from callnotes.entry.observability import observed
from tests.cloud import Context
from tests.log import Log
from tests.metrics import read_metrics

FRESH = FlagReading({}, "v2")
STALE = FlagReading({}, "v2", "AppConfig: ConnectTimeoutError")


def read(*readings: FlagReading) -> list[FlagReading]:
    """Read as often as there are readings, in one invocation."""
    source = CountedFlags(iter(readings).__next__, "list_flags")
    handler = observed(lambda _event, _context: [source.read_flags() for _ in readings])
    return handler({}, Context())


def test_a_reading_is_handed_on() -> None:
    assert read(FRESH, STALE) == [FRESH, STALE]


def test_each_stale_reading_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    read(FRESH, STALE, STALE)
    assert read_metrics(capsys) == {("list_flags", "FlagsStale"): 2}


def test_a_problem_is_logged_when_it_begins_and_when_it_ends(log: Log) -> None:
    read(FRESH, STALE, STALE, FRESH)
    lines = [(line["level"], line["problem"]) for line in log.lines if line["message"] == "flags"]
    assert lines == [("WARNING", STALE.problem), ("INFO", "")]
