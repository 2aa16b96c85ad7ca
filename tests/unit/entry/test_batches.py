"""What consumers of a queue share."""

from typing import Any

import pytest

from callnotes.domain.errors import Unavailable
from callnotes.domain.events import NoteEvent, parse_note_event
from callnotes.entry.batches import consume
from tests.builders import make_event
from tests.cloud import Context
from tests.log import Log
from tests.metrics import read_metrics

type Json = dict[str, Any]


def make_message(body: str, number: int = 1) -> Json:
    return {
        "messageId": f"message-{number}",
        "receiptHandle": "handle",
        "body": body,
        "attributes": {"SentTimestamp": "1772366400000", "ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
        "awsRegion": "us-east-1",
    }


def make_batch(*bodies: str) -> Json:
    return {"Records": [make_message(body, number + 1) for number, body in enumerate(bodies)]}


def failures(answer: Any) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def done(_event: NoteEvent) -> str:
    return "done"


def poisoned_by(actor: str) -> Any:
    def handle(event: NoteEvent) -> str:
        if event.actor == actor:
            raise RuntimeError("SECRET")
        return "done"

    return handle


def consume_notes(handle: Any) -> Any:
    return consume("index_note", parse_note_event)(handle)


GOOD = make_event().model_dump_json()
POISON = make_event(actor="poison").model_dump_json()


def test_a_message_is_handled_as_the_event_it_holds() -> None:
    event = make_event()
    handled: list[NoteEvent] = []

    def handle(event: NoteEvent) -> str:
        handled.append(event)
        return "done"

    consume_notes(handle)(make_batch(event.model_dump_json()), Context())
    assert handled == [event]


def test_a_batch_that_went_well_has_no_failures() -> None:
    assert failures(consume_notes(done)(make_batch(GOOD, GOOD), Context())) == []


def test_only_the_message_that_failed_comes_again() -> None:
    handler = consume_notes(poisoned_by("poison"))
    assert failures(handler(make_batch(GOOD, POISON, GOOD), Context())) == ["message-2"]


def test_messages_after_a_poison_message_are_handled() -> None:
    handled: list[str] = []

    def handle(event: NoteEvent) -> str:
        handled.append(event.actor)
        return poisoned_by("poison")(event)  # type: ignore[no-any-return]

    consume_notes(handle)(make_batch(POISON, GOOD), Context())
    assert handled == ["poison", "user-mina"]


@pytest.mark.parametrize("body", ["", "{}", "not json", "\x00", '{"type": "Other.v1"}'])
def test_a_message_that_is_no_event_comes_again_until_it_is_put_aside(body: str) -> None:
    handler = consume_notes(done)
    assert failures(handler(make_batch(body, GOOD), Context())) == ["message-1"]


def test_a_batch_of_poison_messages_reports_each_as_failed() -> None:
    handler = consume_notes(poisoned_by("poison"))
    answer = handler(make_batch(POISON, POISON), Context())
    assert failures(answer) == ["message-1", "message-2"]


def test_a_batch_does_not_remember_the_failures_of_the_one_before() -> None:
    handler = consume_notes(poisoned_by("poison"))
    handler(make_batch(POISON), Context())
    assert failures(handler(make_batch(GOOD), Context())) == []


class Clock(Context):
    """Lambda's context, whose time passes while messages are handled."""

    def __init__(self, left: int, each: int) -> None:
        super().__init__(lambda: self.left)
        self.left = left
        self.each = each

    def handle(self, _event: NoteEvent) -> str:
        self.left -= self.each
        return "done"


@pytest.mark.parametrize(
    ("each", "refused"),
    [
        (10, []),
        (6_000, []),
        (7_000, ["message-4"]),
        (9_000, ["message-3", "message-4"]),
        (29_000, ["message-2", "message-3", "message-4"]),
    ],
)
def test_a_message_there_may_be_no_time_for_comes_again(each: int, refused: list[str]) -> None:
    clock = Clock(30_000, each)
    batch = make_batch(GOOD, GOOD, GOOD, GOOD)
    assert failures(consume_notes(clock.handle)(batch, clock)) == refused


def test_a_message_there_may_be_no_time_for_is_not_begun() -> None:
    clock = Clock(30_000, 29_000)
    consume_notes(clock.handle)(make_batch(GOOD, GOOD), clock)
    assert clock.left == 1_000


def test_a_first_message_is_tried_however_little_time_there_is() -> None:
    clock = Clock(1, 0)
    assert failures(consume_notes(clock.handle)(make_batch(GOOD), clock)) == []


def test_a_batch_is_one_log_line(log: Log) -> None:
    consume_notes(done)(make_batch(GOOD, GOOD), Context())
    assert [line["message"] for line in log.lines] == ["consumed"]


def test_the_log_line_has_the_outcome_of_each_message(log: Log) -> None:
    event = make_event()
    consume_notes(done)(make_batch(event.model_dump_json()), Context())
    expected = {
        "event_id": event.id,
        "message_id": "message-1",
        "sent_at": 1772366400000,
        "correlation_id": "request-1",
        "outcome": "done",
    }
    assert (log.lines[0]["consumer"], log.lines[0]["events"]) == ("index_note", [expected])


def test_the_log_line_has_the_error_type_of_each_failed_message(log: Log) -> None:
    consume_notes(poisoned_by("poison"))(make_batch(POISON), Context())
    assert log.lines[0]["failed"] == [{"message_id": "message-1", "error": "RuntimeError"}]


def test_a_failure_is_a_warning(log: Log) -> None:
    consume_notes(poisoned_by("poison"))(make_batch(POISON), Context())
    assert log.lines[0]["level"] == "WARNING"


@pytest.mark.parametrize("body", [POISON, '{"type": "SECRET"}', "SECRET"])
def test_what_a_message_or_an_error_holds_is_not_logged(log: Log, body: str) -> None:
    consume_notes(poisoned_by("poison"))(make_batch(body), Context())
    assert "SECRET" not in log.text


def test_an_unexpected_error_is_counted_by_consumer(capsys: pytest.CaptureFixture[str]) -> None:
    handler = consume_notes(poisoned_by("poison"))
    handler(make_batch(POISON, GOOD, POISON), Context())
    assert read_metrics(capsys) == {("index_note", "UnexpectedError"): 2}


def test_a_dependency_that_is_away_is_counted_by_consumer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def handle(_event: NoteEvent) -> str:
        raise Unavailable("The note store does not answer right now.")

    consume_notes(handle)(make_batch(GOOD), Context())
    assert read_metrics(capsys) == {("index_note", "DependencyUnavailable"): 1}


def test_running_out_of_time_is_counted_as_a_slow_dependency(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = Clock(30_000, 29_000)
    consume_notes(clock.handle)(make_batch(GOOD, GOOD), clock)
    assert read_metrics(capsys) == {("index_note", "DependencyUnavailable"): 1}


def test_a_batch_that_went_well_counts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    consume_notes(done)(make_batch(GOOD), Context())
    assert read_metrics(capsys) == {}
