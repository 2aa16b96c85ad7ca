"""How hops are read from what the functions wrote and what lies in the queues."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from callnotes_local.cloud import Cloud
from callnotes_local.flow import Hop, HopStatus, consumption, publication, to_text
from callnotes_local.flow.publication import PublishedEvent
from callnotes_local.function_logs import LogLine
from callnotes_local.queue_peek import Message
from tests.local.wired_stack import wired_stack

NOTE = "n" * 26
OTHER = "m" * 26
EVENT = f"{NOTE}.1"
AT = 1_795_000_000_000


@dataclass
class Written:
    """What a test says the functions wrote and the queues hold."""

    lines: list[LogLine] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def say(self, function: str, message: str, at: int = AT, **fields: Any) -> None:
        self.lines.append(LogLine(function, at, json.dumps({"message": message, **fields})))

    def read_lines(self, _cloud: Cloud, function: str, containing: str) -> Iterator[LogLine]:
        found = (line for line in self.lines if line.function == function)
        yield from (line for line in found if containing in line.text)


CLOUD = cast("Cloud", None)
WIRING = wired_stack()
(PUBLISHER,) = WIRING.publishers()
INDEX_NOTE = next(c for c in WIRING.consumers() if c.queue.logical_id == "IndexNoteQueue")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    written = Written()
    for module in (consumption, publication):
        monkeypatch.setattr(module, "read_lines", written.read_lines)
        monkeypatch.setattr(module, "peek_messages", lambda *_: written.messages)
    return written


def fact(event_id: str = EVENT, **others: Any) -> dict[str, Any]:
    common = {"event_id": event_id, "message_id": f"message of {event_id}"}
    return {**common, "sent_at": AT - 5, "outcome": "indexed", **others}


def event(event_id: str = EVENT) -> PublishedEvent:
    moment = datetime.fromtimestamp(AT / 1000, UTC)
    return PublishedEvent(event_id, 1, "NoteCreated.v1", "m", moment, AT)


def consumed() -> list[Hop]:
    return consumption.read_consumer(CLOUD, "index_note", INDEX_NOTE, NOTE, {EVENT: event()})[1]


def summary(hops: list[Hop]) -> list[tuple[str, str, str]]:
    return [(hop.service, hop.name, hop.status) for hop in hops]


def test_consumed_event_passed_queue_and_function(written: Written) -> None:
    written.say("index_note", "consumed", events=[fact(f"{OTHER}.1"), fact()])
    hops = consumed()
    assert summary(hops) == [
        ("sqs", "IndexNoteQueue", "ok"),
        ("lambda", "IndexNoteFunction", "ok"),
    ]
    assert [hop.at for hop in hops] == [to_text(AT - 5), to_text(AT)]
    assert f"message of {EVENT}" in hops[0].detail


def test_of_a_repeated_delivery_the_first_is_shown(written: Written) -> None:
    written.say("index_note", "consumed", events=[fact(outcome="indexed")])
    written.say("index_note", "consumed", at=AT + 9, events=[fact(outcome="known")])
    assert [hop.detail for hop in consumed()][-1] == "indexed"


@pytest.mark.usefixtures("written")
def test_event_that_no_consumer_took_is_pending() -> None:
    assert summary(consumed()) == [("sqs", "IndexNoteQueue", "pending")]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (("NoteCreated.v1",), [("sqs", "NotifyTeamQueue", "pending")]),
        (("NoteDeleted.v1",), []),
    ],
)
def test_new_consumer_appears_unless_its_filter_refuses_the_event(
    types: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    consumer = list(wired_stack(NotifyTeam=types).consumers())[-1]
    published = {EVENT: event()}
    hops = consumption.read_consumer(CLOUD, "notify_team", consumer, NOTE, published)[1]
    assert summary(hops) == expected


def test_event_among_the_dead_letters_is_parked(written: Written) -> None:
    written.messages.append(Message("message-1", AT, {"id": EVENT}))
    (hop,) = consumed()
    assert summary([hop]) == [("sqs", "IndexNoteDeadLetterQueue", "parked")]
    assert "message-1" in hop.detail


def test_published_events_are_those_of_the_note(written: Written) -> None:
    facts = [
        {**fact(f"{note}.1"), "note_id": note, "version": 1, "type": "NoteCreated.v1"}
        | {"written_at": "2026-11-20T10:00:00+00:00"}
        for note in (NOTE, OTHER)
    ]
    written.say("publish_events", "published", events=facts, parked=[])
    written.say("publish_events", "published", at=AT + 9, events=facts, parked=[])
    found = publication.read_published(CLOUD, "publish_events", NOTE)
    assert list(found) == [EVENT]
    assert found[EVENT].published_at == AT


def test_topic_comes_before_the_queues_although_its_line_comes_later() -> None:
    hops = list(event().hops(PUBLISHER, [INDEX_NOTE.topic], first_sent=AT - 5))
    names = [hop.name for hop in hops]
    times = [hop.at for hop in hops]
    assert names == ["Table", "Table", "PublishEventsFunction", "EventsTopic"]
    assert times[-1] == to_text(AT - 5)


def test_parked_record_tells_its_reason(written: Written) -> None:
    for note in (NOTE, OTHER):
        keys = {"pk": f"TENANT#t#NOTE#{note}", "sk": "NOTE"}
        written.messages.append(Message(note, AT, {"keys": keys, "reason": "no version"}))
    (hop,) = publication.read_parked(CLOUD, PUBLISHER.parking, NOTE)
    assert hop.status is HopStatus.PARKED
    assert "no version" in hop.detail


def test_lines_that_are_not_json_say_nothing(written: Written) -> None:
    written.lines.append(LogLine("publish_events", AT, f"[ERROR] {NOTE}"))
    written.lines.append(LogLine("publish_events", AT, f'["{NOTE}"]'))
    assert publication.read_published(CLOUD, "publish_events", NOTE) == {}
