"""What is traced of events and of exceptions, and the trace context that goes on."""

from typing import Any

import pytest
from aws_xray_sdk.core import xray_recorder

from callnotes.domain.errors import Unavailable
from callnotes.domain.events import NoteEvent, parse_note_event
from callnotes.entry.batches import consume
from callnotes.entry.observability import TextlessEmitter, current_traceparent
from tests.builders import make_event
from tests.cloud import Context
from tests.traces import Trace

TRACE = "67890123", "0123456789abcdef01234567", "89abcdef01234567"
TRACEPARENT = f"00-{TRACE[0]}{TRACE[1]}-{TRACE[2]}-01"
SECRET = "what a person wrote"


def batch_of(event: NoteEvent, attempt: int = 1) -> dict[str, Any]:
    attributes = {"ApproximateReceiveCount": str(attempt), "SentTimestamp": "1"}
    record = {"messageId": "m", "body": event.model_dump_json(), "attributes": attributes}
    return {"Records": [{**record, "eventSource": "aws:sqs", "eventSourceARN": "queue"}]}


def traced_event(trace: Trace) -> Any:
    (handler,) = trace.segment.subsegments
    (event,) = handler.subsegments
    return event


def test_a_consumed_event_is_traced_with_its_ids_and_its_outcome(trace: Trace) -> None:
    event = make_event().model_copy(update={"traceparent": TRACEPARENT})
    handler = consume("index_note", parse_note_event)(lambda _: "indexed")
    handler(batch_of(event, attempt=2), Context())
    found = traced_event(trace)
    assert found.name == event.type
    assert found.annotations == {
        "event_id": event.id,
        "tenant": event.tenant,
        "correlation_id": event.correlationid,
        "linked_trace_id": f"1-{TRACE[0]}-{TRACE[1]}",
        "note_id": event.subject,
        "route": "index_note",
        "message_id": "m",
        "attempt": 2,
        "outcome": "indexed",
    }


def test_an_event_that_fails_is_a_fault_without_the_exceptions_text(
    trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: NoteEvent) -> str:
        raise Unavailable(SECRET)

    consume("index_note", parse_note_event)(fail)(batch_of(make_event()), Context())
    sent: list[str] = []
    monkeypatch.setattr(TextlessEmitter, "_send_data", lambda _, data: sent.append(data))
    xray_recorder.emitter.send_entity(trace.segment)
    assert traced_event(trace).fault is True
    assert "outcome" not in traced_event(trace).annotations
    assert '"type": "Unavailable"' in sent[0]
    assert SECRET not in sent[0]


def test_the_recorder_sends_without_texts() -> None:
    assert isinstance(xray_recorder.emitter, TextlessEmitter)


@pytest.mark.parametrize("flag", [0, 1])
def test_the_trace_context_has_the_form_of_w3c(monkeypatch: pytest.MonkeyPatch, flag: int) -> None:
    header = f"Root=1-{TRACE[0]}-{TRACE[1]};Parent={TRACE[2]};Sampled={flag};Lineage=1:a:0"
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    assert current_traceparent() == TRACEPARENT[:-1] + str(flag)


@pytest.mark.parametrize("header", ["", "Root=1", f"Root=1-a-b;Parent={SECRET};Sampled=1"])
def test_what_is_no_trace_header_goes_nowhere(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    assert current_traceparent() is None
