"""How hops are read from what the functions wrote and what lies in the queues."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.wiring import Consumer
from callnotes_local.observe import flow
from callnotes_local.observe.demo import find_missing
from callnotes_local.observe.flow import LoggedEvent, consumer_hops, parked_hops, published_hops
from callnotes_local.observe.hop import Hop, HopStatus, make_hop, to_text
from callnotes_local.observe.logs import LogLine
from callnotes_local.observe.queues import Message
from callnotes_local.observe.stored_note import StoredNote
from tests.local.wired_stack import wired_stack

NOTE = "n" * 26
OTHER = "m" * 26
EVENT = f"{NOTE}.1"
AT = 1_795_000_000_000


@dataclass
class Written:
    """Log lines and messages that a test provides."""

    lines: list[LogLine] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def log(self, function: str, message: str, at: int = AT, **fields: Any) -> None:
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
    fields = {"version": 1, "type": "NoteCreated.v1", "written_at": "2026-11-20T10:00:00+00:00"}
    return LoggedEvent(AT, fact(event_id, **fields))


def consumed(consumer: Consumer = INDEX_NOTE) -> list[Hop]:
    name = WIRING.name(consumer.function) if consumer == INDEX_NOTE else "notify_team"
    taken = flow.read_logged(CLOUD, name, "consumed", NOTE)
    return list(consumer_hops(CLOUD, name, consumer, {EVENT: event()}, taken))


def summary(hops: list[Hop]) -> list[tuple[str, str, str]]:
    return [(hop.service, hop.name, hop.status) for hop in hops]


def test_consumed_event_passed_queue_and_function(written: Written) -> None:
    written.log("index_note", "consumed", events=[fact(f"{OTHER}.1"), fact()])
    hops = consumed()
    assert summary(hops) == [
        ("sqs", "IndexNoteQueue", "ok"),
        ("lambda", "IndexNoteFunction", "ok"),
    ]
    assert [hop.at for hop in hops] == [to_text(AT - 5), to_text(AT)]
    assert f"message of {EVENT}" in hops[0].detail


def test_of_a_repeated_delivery_the_first_is_shown(written: Written) -> None:
    written.log("index_note", "consumed", events=[fact(outcome="indexed")])
    written.log("index_note", "consumed", at=AT + 9, events=[fact(outcome="known")])
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
    events = [fact(f"{note}.1") for note in (NOTE, OTHER)]
    written.log("publish_events", "published", events=events, parked=[])
    written.log("publish_events", "published", at=AT + 9, events=events, parked=[])
    found = flow.read_logged(CLOUD, "publish_events", "published", NOTE)
    assert list(found) == [EVENT]
    assert found[EVENT].at == AT


def test_topic_comes_before_the_queues_although_its_line_comes_later() -> None:
    hops = list(published_hops(PUBLISHER, [INDEX_NOTE.topic], event(), AT - 5))
    names = [hop.name for hop in hops]
    times = [hop.at for hop in hops]
    assert names == ["Table", "Table", "PublishEventsFunction", "EventsTopic"]
    assert times[-1] == to_text(AT - 5)


def test_parked_record_shows_its_reason(written: Written) -> None:
    for note in (NOTE, OTHER):
        keys = {"pk": f"TENANT#t#NOTE#{note}", "sk": "NOTE"}
        written.messages.append(Message(note, AT, {"keys": keys, "reason": "no version"}))
    (hop,) = parked_hops(CLOUD, PUBLISHER, NOTE)
    assert hop.status is HopStatus.PARKED
    assert "no version" in hop.detail


def test_lines_that_are_not_json_have_no_events(written: Written) -> None:
    written.lines.append(LogLine("publish_events", AT, f"[ERROR] {NOTE}"))
    written.lines.append(LogLine("publish_events", AT, f'["{NOTE}"]'))
    assert flow.read_logged(CLOUD, "publish_events", "published", NOTE) == {}


def test_demo_is_complete_when_the_request_is_logged_and_every_hop_is_ok() -> None:
    request = make_hop(AT, "apigateway", "Api", "POST /v1/notes 201")
    waiting = make_hop(AT, "sqs", "IndexNoteQueue", "not consumed", HopStatus.PENDING)
    assert find_missing([]) == ["Api"]
    assert find_missing([waiting]) == ["Api", "IndexNoteQueue: not consumed"]
    assert find_missing([request, waiting]) == ["IndexNoteQueue: not consumed"]
    assert find_missing([request]) == []


@pytest.mark.parametrize(("objects", "status"), [(["s3"], HopStatus.OK), ([], HopStatus.FAILED)])
def test_recorded_event_without_its_audit_object_has_failed(
    objects: list[str], status: HopStatus
) -> None:
    def head_object(**_: str) -> None:
        if not objects:
            raise ClientError({"Error": {"Code": "404"}}, "HeadObject")

    s3 = SimpleNamespace(head_object=head_object)
    cloud: Any = SimpleNamespace(clients=SimpleNamespace(s3=s3), output=str)
    note = StoredNote(NOTE, "t", 1, None)
    (hop,) = flow._read_audit(cloud, note, {EVENT: event()}, {EVENT: event()})
    assert (hop.status, hop.detail) == (status, f"audit/t/2026/11/20/{EVENT}.json")
