"""How hops are read from what the functions wrote and what lies in the queues."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.wiring import Consumer
from callnotes_local.observe import flow
from callnotes_local.observe.flow import LoggedEvent, consumer_hops, parked_hops, published_hops
from callnotes_local.observe.hop import Hop, HopStatus, to_text
from callnotes_local.observe.logs import LogLine
from callnotes_local.observe.queues import Message
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
    monkeypatch.setattr(flow, "read_lines", written.read_lines)
    monkeypatch.setattr(flow, "peek_messages", lambda *_: written.messages)
    return written


def fact(event_id: str = EVENT, **others: Any) -> dict[str, Any]:
    common = {"event_id": event_id, "message_id": f"message of {event_id}"}
    return {**common, "sent_at": AT - 5, "outcome": "indexed", **others}


def event(event_id: str = EVENT) -> LoggedEvent:
    said = {"version": 1, "type": "NoteCreated.v1", "written_at": "2026-11-20T10:00:00+00:00"}
    return LoggedEvent(AT, fact(event_id, **said))


def consumed(consumer: Consumer = INDEX_NOTE) -> list[Hop]:
    name = WIRING.name(consumer.function) if consumer == INDEX_NOTE else "notify_team"
    taken = flow.read_logged(CLOUD, name, "consumed", NOTE)
    return list(consumer_hops(CLOUD, name, consumer, {EVENT: event()}, taken))


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
    assert summary(consumed(list(wired_stack(NotifyTeam=types).consumers())[-1])) == expected


def test_event_among_the_dead_letters_is_parked(written: Written) -> None:
    written.messages.append(Message("message-1", AT, {"id": EVENT}))
    (hop,) = consumed()
    assert summary([hop]) == [("sqs", "IndexNoteDeadLetterQueue", "parked")]
    assert "message-1" in hop.detail


def test_published_events_are_those_of_the_note(written: Written) -> None:
    said = [fact(f"{note}.1") for note in (NOTE, OTHER)]
    written.say("publish_events", "published", events=said, parked=[])
    written.say("publish_events", "published", at=AT + 9, events=said, parked=[])
    found = flow.read_logged(CLOUD, "publish_events", "published", NOTE)
    assert list(found) == [EVENT]
    assert found[EVENT].at == AT


def test_topic_comes_before_the_queues_although_its_line_comes_later() -> None:
    hops = list(published_hops(PUBLISHER, [INDEX_NOTE.topic], event(), AT - 5))
    names = [hop.name for hop in hops]
    times = [hop.at for hop in hops]
    assert names == ["Table", "Table", "PublishEventsFunction", "EventsTopic"]
    assert times[-1] == to_text(AT - 5)


def test_parked_record_tells_its_reason(written: Written) -> None:
    for note in (NOTE, OTHER):
        keys = {"pk": f"TENANT#t#NOTE#{note}", "sk": "NOTE"}
        written.messages.append(Message(note, AT, {"keys": keys, "reason": "no version"}))
    (hop,) = parked_hops(CLOUD, PUBLISHER, NOTE)
    assert hop.status is HopStatus.PARKED
    assert "no version" in hop.detail


def test_lines_that_are_not_json_say_nothing(written: Written) -> None:
    written.lines.append(LogLine("publish_events", AT, f"[ERROR] {NOTE}"))
    written.lines.append(LogLine("publish_events", AT, f'["{NOTE}"]'))
    assert flow.read_logged(CLOUD, "publish_events", "published", NOTE) == {}
