"""What functions of a workflow share."""

from typing import Any

import pytest

from callnotes.domain.errors import EscalationNotFound, Invalid, Unavailable
from callnotes.entry.workflow import Json, OfEscalation, TaskFailed, task
from tests.cloud import Context
from tests.log import Log
from tests.metrics import read_metrics

EVENT = {"tenant": "hanbit", "escalation_id": "e1"}


def answer(sent: OfEscalation) -> Json:
    return {"of": sent.escalation_id}


def raising(error: Exception) -> Any:
    def handle(_sent: OfEscalation) -> Json:
        raise error

    return task("check_escalation", OfEscalation)(handle)


def call(event: Json) -> Json:
    return task("check_escalation", OfEscalation)(answer)(event, Context())


def test_the_handlers_answer_is_the_states_output() -> None:
    assert call(EVENT) == {"of": "e1"}


@pytest.mark.parametrize(
    "event",
    [{}, {"tenant": "hanbit"}, EVENT | {"escalation_id": 1}, EVENT | {"reason": "SECRET"}],
)
def test_an_input_of_another_shape_is_invalid(event: Json) -> None:
    with pytest.raises(Invalid) as caught:
        call(event)
    assert "SECRET" not in str(caught.value)


def test_an_error_of_the_domain_keeps_its_name() -> None:
    with pytest.raises(EscalationNotFound):
        raising(EscalationNotFound("no"))(EVENT, Context())


def test_an_unexpected_error_shows_only_its_type() -> None:
    with pytest.raises(TaskFailed, match=r"^KeyError$"):
        raising(KeyError("SECRET"))(EVENT, Context())


def test_an_unexpected_error_is_logged_with_its_stack(log: Log) -> None:
    with pytest.raises(TaskFailed):
        raising(RuntimeError("why"))(EVENT, Context())
    assert [(line["level"], line["exception_name"]) for line in log.lines] == [
        ("ERROR", "RuntimeError")
    ]


def test_the_log_line_has_ids_only(log: Log) -> None:
    call(EVENT)
    (line,) = log.lines
    assert (line["message"], line["function"], line["tenant"], line["escalation_id"]) == (
        "task",
        "check_escalation",
        "hanbit",
        "e1",
    )


def test_the_log_line_of_an_error_has_its_name(log: Log) -> None:
    with pytest.raises(EscalationNotFound):
        raising(EscalationNotFound("no"))(EVENT, Context())
    assert [(line["level"], line["error"]) for line in log.lines] == [
        ("WARNING", "EscalationNotFound")
    ]


@pytest.mark.parametrize(
    ("error", "metric"),
    [(Unavailable("away"), "DependencyUnavailable"), (RuntimeError("why"), "UnexpectedError")],
)
def test_what_is_ours_is_counted(
    capsys: pytest.CaptureFixture[str], error: Exception, metric: str
) -> None:
    with pytest.raises((Unavailable, TaskFailed)):
        raising(error)(EVENT, Context())
    assert read_metrics(capsys) == {("check_escalation", metric): 1}
