"""What `callnotes queues` finds out about failed messages, and what `callnotes redrive` moves."""

import json
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from callnotes_local.cloud.cloud import Cloud
from callnotes_local.command_line.queues import ORDER, tell_redrive
from callnotes_local.errors import CliError, ExitCode
from callnotes_local.observe import queues
from callnotes_local.observe.logs import LogLine
from callnotes_local.observe.queues import Message, find_error
from callnotes_local.observe.redrive import Redrive, copy_message, find_source, move_messages
from tests.local.wired_stack import wired_stack

CLOUD = cast("Cloud", None)
DEAD, SOURCE = "dead", "source"


@dataclass
class Sqs:
    """SQS with some messages in its dead-letter queue; it remembers the order of the calls."""

    waiting: list[str]
    refuses: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)

    def receive_message(self, **asked: Any) -> dict[str, Any]:
        assert asked["QueueUrl"] == DEAD
        taken = self.waiting[: asked["MaxNumberOfMessages"]]
        self.waiting = self.waiting[len(taken) :]
        found = [{"Body": t, "ReceiptHandle": t, "MessageId": t, "Attributes": {}} for t in taken]
        return {"Messages": found} if found else {}

    def send_message(self, **sent: Any) -> None:
        assert sent["QueueUrl"] == SOURCE
        if sent["MessageBody"] == self.refuses:
            raise ConnectionError
        self.calls.append(("send", sent["MessageBody"]))

    def delete_message(self, **deleted: Any) -> None:
        assert deleted["QueueUrl"] == DEAD
        self.calls.append(("delete", deleted["ReceiptHandle"]))


def test_each_message_is_sent_before_it_is_deleted() -> None:
    sqs = Sqs(["one", "two"])
    assert move_messages(sqs, DEAD, SOURCE, 2) == 2
    assert sqs.calls == [("send", "one"), ("delete", "one"), ("send", "two"), ("delete", "two")]


def test_message_that_cannot_be_sent_is_not_deleted() -> None:
    sqs = Sqs(["one", "two"], refuses="two")
    with pytest.raises(ConnectionError):
        move_messages(sqs, DEAD, SOURCE, 2)
    assert sqs.calls == [("send", "one"), ("delete", "one")]


def test_no_more_are_moved_than_asked_for() -> None:
    sqs = Sqs([str(number) for number in range(30)])
    assert move_messages(sqs, DEAD, SOURCE, 12) == 12
    assert len(sqs.waiting) == 18


def test_queue_that_is_empty_sooner_than_counted_ends_it() -> None:
    assert move_messages(Sqs(["one"]), DEAD, SOURCE, 5) == 1


def test_copy_keeps_body_attributes_and_trace() -> None:
    own = {"type": {"DataType": "String", "StringValue": "NoteCreated.v1"}}
    message = {
        "MessageId": "m",
        "Body": "b",
        "MessageAttributes": own,
        "Attributes": {"AWSTraceHeader": "Root=1", "SentTimestamp": "1"},
    }
    trace = {"AWSTraceHeader": {"StringValue": "Root=1", "DataType": "String"}}
    copy = {"MessageBody": "b", "MessageAttributes": own, "MessageSystemAttributes": trace}
    assert copy_message(message) == copy


def test_copy_of_a_fifo_message_keeps_its_group_and_gets_a_deduplication_id_of_its_own() -> None:
    system = {"MessageGroupId": "customer-1", "MessageDeduplicationId": "seen"}
    copy = copy_message({"MessageId": "m", "Body": "b", "Attributes": system})
    assert (copy["MessageGroupId"], copy["MessageDeduplicationId"]) == ("customer-1", "m")


def test_source_of_a_dead_letter_queue_is_the_queue_that_names_it() -> None:
    source, dead = find_source(wired_stack(), "IndexNoteDeadLetterQueue")
    assert (source.logical_id, dead.logical_id) == ("IndexNoteQueue", "IndexNoteDeadLetterQueue")


@pytest.mark.parametrize(
    ("name", "code", "why", "then"),
    [
        ("IndexNoteDlq", ExitCode.UNKNOWN_ID, "IndexNoteQueue", "callnotes queues"),
        ("x", ExitCode.UNKNOWN_ID, "RecordAuditQueue", "callnotes queues"),
        (
            "IndexNoteQueue",
            ExitCode.USAGE,
            "Its own is IndexNoteDeadLetterQueue.",
            "callnotes redrive IndexNoteDeadLetterQueue",
        ),
        (
            "ParkedEventsQueue",
            ExitCode.USAGE,
            "Those of the stack are IndexNoteDeadLetterQueue, RecordAuditDeadLetterQueue.",
            "callnotes queues",
        ),
    ],
)
def test_name_that_is_no_dead_letter_queue_is_refused(
    name: str, code: ExitCode, why: str, then: str
) -> None:
    with pytest.raises(CliError) as raised:
        find_source(wired_stack(), name)
    assert why in raised.value.why
    assert (raised.value.code, raised.value.next_command) == (code, then)


@pytest.mark.parametrize(
    ("body", "attributes", "error"),
    [
        ({}, {"ERROR_CODE": "NO_PERMISSIONS", "ERROR_MESSAGE": "m"}, "NO_PERMISSIONS: m"),
        ({"record_id": "r", "reason": "no tenant"}, {}, "no tenant"),
        ({"requestContext": {"condition": "RetriesExhausted"}}, {}, "RetriesExhausted"),
        ({}, {}, "NoteUnreadable"),
    ],
)
def test_reason_comes_from_the_sender_or_from_the_log(
    monkeypatch: pytest.MonkeyPatch, body: dict[str, Any], attributes: dict[str, str], error: str
) -> None:
    failed = [{"message_id": "other", "error": "no"}, {"message_id": "m", "error": error}]
    line = LogLine("index_note", 1, json.dumps({"message": "consumed", "failed": failed}))
    monkeypatch.setattr(queues, "read_lines", lambda *_, **__: iter([line]))
    assert find_error(CLOUD, Message("m", 1, body, 1, attributes), "index_note") == error


def test_reason_is_unknown_when_no_log_line_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "read_lines", lambda *_, **__: iter(()))
    assert find_error(CLOUD, Message("m", 1, {}), "index_note") is None
    assert find_error(CLOUD, Message("m", 1, {}), None) is None


def test_redrive_says_how_many_and_what_next() -> None:
    done = Redrive("D", "Q", moved=2, left=1, held=1, fifo=True)
    assert tell_redrive(done, dry_run=False) == [
        "Moved 2 of 3 from D to Q.",
        "Another reader holds 1: run the command again later.",
        ORDER,
        "next: callnotes queues",
    ]
    assert tell_redrive(done, dry_run=True)[-1] == "next: callnotes redrive D"


def test_empty_queue_is_said_to_be_empty() -> None:
    done = Redrive("D", "Q", moved=0, left=0, held=0, fifo=False)
    assert tell_redrive(done, dry_run=False) == ["D is empty: there is nothing to move."]
