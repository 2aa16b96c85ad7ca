"""What functions share that EventBridge calls."""

from typing import Any

import pytest

from callnotes.domain.errors import Unavailable
from callnotes.domain.times import SecondsLeft
from callnotes.entry.schedules import Json, scheduled
from tests.cloud import Context
from tests.log import Log
from tests.metrics import read_metrics

EVENT = {"detail-type": "Scheduled Event"}


def test_the_log_line_says_what_was_done(log: Log) -> None:
    def handle(event: Json, seconds_left: SecondsLeft) -> Json:
        return {"type": event["detail-type"], "left": seconds_left()}

    scheduled("settle_escalations")(handle)(EVENT, Context(lambda: 1500))
    (line,) = log.lines
    assert (line["message"], line["function"]) == ("done", "settle_escalations")
    assert (line["type"], line["left"]) == ("Scheduled Event", 1.5)


@pytest.mark.parametrize(
    ("error", "metric"),
    [(Unavailable("away"), "DependencyUnavailable"), (RuntimeError("why"), "UnexpectedError")],
)
def test_what_fails_is_counted_and_comes_again(
    capsys: pytest.CaptureFixture[str], error: Exception, metric: str
) -> None:
    def fail(_event: Json, _seconds_left: SecondsLeft) -> Any:
        raise error

    with pytest.raises(type(error)):
        scheduled("settle_escalations")(fail)(EVENT, Context())
    assert read_metrics(capsys) == {("settle_escalations", metric): 1}
