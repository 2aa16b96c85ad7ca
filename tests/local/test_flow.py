"""What of a note waits, read from its traces and from what lies in the queues."""

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.deployed.wiring import Wiring
from callnotes_local.observe import flow
from callnotes_local.observe.demo import find_missing
from callnotes_local.observe.flow import find_waiting, read_flow
from callnotes_local.observe.queues import Message
from callnotes_local.observe.trace import Node
from tests.local.wired_stack import wired_stack

NOTE = "n" * 26
OTHER = "m" * 26
EVENT = f"{NOTE}.1"
AT = 1_795_000_000
CONSUMERS = ("index_note", "record_audit")
CLOUD = cast("Cloud", None)


@dataclass
class Seen:
    """Segments, and messages by the queue, that a test provides."""

    segments: list[dict[str, Any]] = field(default_factory=list)
    messages: dict[str, list[Message]] = field(default_factory=dict)

    def trace(self, route: str, event_id: str = EVENT, *, fault: bool = False) -> None:
        """A function that published or consumed an event."""
        annotations = {"route": route, "event_id": event_id}
        times = {"start_time": AT, "end_time": AT}
        event = {"id": "e", "name": "NoteCreated.v1", "annotations": annotations, **times}
        segment = {"id": "s", "trace_id": route, "name": route, **times}
        self.segments.append({**segment, "subsegments": [event | {"fault": fault}]})

    def request(self, method: str, **annotations: Any) -> None:
        """A request that wrote, or read, a version of the note."""
        times = {"start_time": AT, "end_time": AT}
        http = {"request": {"method": method, "url": "/local/v1/notes"}}
        handler = {"id": "h", "name": "## handler", "annotations": annotations, **times}
        stage = {
            "id": "s",
            "trace_id": "t",
            "name": "api/local",
            "http": http,
            "subsegments": [handler],
            **times,
        }
        self.segments.append(stage)

    def waiting(self, wiring: Wiring | None = None) -> list[tuple[str, str]]:
        """Name and status of each node that waits."""
        found = find_waiting(CLOUD, wiring or wired_stack(), self.segments, NOTE)
        return [(node.name, node.status) for node in found]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    seen = Seen()

    def peek_messages(_: Cloud, queue: Any) -> list[Message]:
        return seen.messages.get(queue.logical_id, [])

    monkeypatch.setattr(flow, "peek_messages", peek_messages)
    return seen


def test_event_that_all_have_consumed_waits_nowhere(seen: Seen) -> None:
    for route in ("publish_events", *CONSUMERS):
        seen.trace(route)
    assert seen.waiting() == []


def test_event_that_no_consumer_took_waits_in_each_queue(seen: Seen) -> None:
    seen.trace("publish_events")
    seen.trace("index_note", f"{OTHER}.1")
    assert seen.waiting() == [("IndexNoteQueue", "pending"), ("RecordAuditQueue", "pending")]


def test_event_whose_delivery_failed_still_waits(seen: Seen) -> None:
    seen.trace("publish_events")
    seen.trace("record_audit")
    seen.trace("index_note", fault=True)
    assert seen.waiting() == [("IndexNoteQueue", "pending")]


@pytest.mark.parametrize(
    ("types", "expected"),
    [(("NoteCreated.v1",), [("NotifyTeamQueue", "pending")]), (("NoteDeleted.v1",), [])],
)
def test_new_consumer_is_waited_for_unless_its_filter_refuses_the_event(
    seen: Seen, types: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    for route in ("publish_events", *CONSUMERS):
        seen.trace(route)
    assert seen.waiting(wired_stack(NotifyTeam=types)) == expected


def test_event_among_the_dead_letters_is_parked(seen: Seen) -> None:
    seen.trace("publish_events")
    seen.trace("record_audit")
    seen.messages["IndexNoteDeadLetterQueue"] = [Message("message-1", AT * 1000, {"id": EVENT})]
    (node,) = find_waiting(CLOUD, wired_stack(), seen.segments, NOTE)
    assert (node.name, node.status, node.at) == ("IndexNoteDeadLetterQueue", "parked", AT)
    assert node.details == {"message_id": "message-1", "event_id": EVENT}


def test_parked_record_shows_its_reason(seen: Seen) -> None:
    seen.messages["ParkedEventsQueue"] = [
        Message(note, AT, {"keys": {"pk": f"TENANT#t#NOTE#{note}"}, "reason": "no version"})
        for note in (NOTE, OTHER)
    ]
    (node,) = find_waiting(CLOUD, wired_stack(), seen.segments, NOTE)
    assert (node.name, node.status) == ("ParkedEventsQueue", "parked")
    assert node.details == {"reason": "no version", "message_id": NOTE}


def test_written_version_waits_until_its_event_is_published(seen: Seen) -> None:
    seen.request("POST", version=1)
    assert seen.waiting() == [("PublishEventsFunction", "pending")]
    for route in ("publish_events", *CONSUMERS):
        seen.trace(route)
    assert seen.waiting() == []


@pytest.mark.parametrize(("method", "expected"), [("GET", 0), ("PUT", 2)])
def test_request_that_may_have_changed_the_note_is_shown(
    seen: Seen, monkeypatch: pytest.MonkeyPatch, method: str, expected: int
) -> None:
    seen.request(method, version=1)
    monkeypatch.setattr(flow, "find_segments", lambda *_: seen.segments)
    clients = SimpleNamespace(make_client=lambda _: None)
    nodes = read_flow(cast("Cloud", SimpleNamespace(clients=clients)), NOTE, wired_stack())
    assert [node.name for node in nodes] == [
        f"{method} /local/v1/notes",
        "PublishEventsFunction",
    ][:expected]


def test_demo_is_complete_when_the_request_is_traced_and_nothing_waits() -> None:
    request, waiting = Node("POST /local/v1/notes", AT), Node("Queue", AT, status="pending")
    assert find_missing([]) == ["POST"]
    assert find_missing([waiting]) == ["POST", "Queue pending"]
    assert find_missing([request, waiting]) == ["Queue pending"]
    assert find_missing([request]) == []
