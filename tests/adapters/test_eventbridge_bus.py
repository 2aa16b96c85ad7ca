"""How events go to EventBridge: its envelope, its limits, and responses that moto never gives."""

from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import ANY, Stubber

from callnotes.adapters.clients import CLOSING_SECONDS, LONGEST_CALL_SECONDS, client_config
from callnotes.adapters.eventbridge_bus import (
    MAX_BATCH_BYTES,
    TIME_BYTES,
    EventBridgeBus,
    size_of,
)
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import NoteEvent
from tests.adapters.test_event_batches import make_events
from tests.builders import make_actor, make_event, make_note, plenty
from tests.faults.waiting import Waiting

BUS = "callnotes-events"


@pytest.fixture
def stub() -> Iterator[Stubber]:
    client = boto3.Session().client("events", config=client_config())
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def bus(stub: Stubber) -> EventBridgeBus:
    return EventBridgeBus(stub.client, BUS)


def answer(stub: Stubber, *codes: str | None) -> None:
    """Let EventBridge take the entries of the next call that have no error code."""
    entries = [
        {"ErrorCode": code, "ErrorMessage": "injected"} if code else {"EventId": f"event-{place}"}
        for place, code in enumerate(codes)
    ]
    failed = sum(code is not None for code in codes)
    response = {"Entries": entries, "FailedEntryCount": failed}
    stub.add_response("put_events", response, {"Entries": ANY})


def outcomes(events: list[NoteEvent], bus: EventBridgeBus) -> list[str | None]:
    """Return what became of each event, in order: the bus's id of it, or the refusal."""
    published = list(bus.publish_events(events, plenty))
    assert [done.event for done in published] == events
    return [done.message_id or done.refusal for done in published]


def test_the_envelope_names_application_and_type_and_holds_the_whole_event(
    stub: Stubber, bus: EventBridgeBus
) -> None:
    event = make_event()
    entry = {
        "Time": event.time,
        "Source": "callnotes",
        "DetailType": "NoteCreated.v1",
        "Detail": event.model_dump_json(),
        "EventBusName": BUS,
    }
    response = {"Entries": [{"EventId": "event-0"}], "FailedEntryCount": 0}
    stub.add_response("put_events", response, {"Entries": [entry]})
    assert outcomes([event], bus) == ["event-0"]


def test_size_counts_time_and_the_bytes_of_each_text() -> None:
    event = make_event(make_note(actor=make_actor(user_id="가나")))
    texts = ["callnotes", "NoteCreated.v1", event.model_dump_json()]
    assert size_of(event) == TIME_BYTES + sum(len(text.encode()) for text in texts)


def test_a_call_stays_below_a_megabyte(stub: Stubber, bus: EventBridgeBus) -> None:
    too_large = MAX_BATCH_BYTES // 4 + 100
    events = make_events(5, size=too_large)
    answer(stub, None, None, None)
    answer(stub, None, None)
    assert len(outcomes(events, bus)) == 5


def test_entries_the_bus_could_not_take_are_sent_again_alone(
    stub: Stubber, bus: EventBridgeBus
) -> None:
    answer(stub, None, "InternalFailure", None)
    answer(stub, None)
    assert outcomes(make_events(3), bus) == ["event-0", "event-0", "event-2"]


@pytest.mark.parametrize("code", ["MalformedDetail", "InvalidArgument"])
def test_an_entry_the_bus_cannot_read_is_refused_for_good(
    stub: Stubber, bus: EventBridgeBus, code: str
) -> None:
    answer(stub, None, code)
    assert outcomes(make_events(2), bus) == ["event-0", f"the bus refused it: {code}"]


@pytest.mark.parametrize("code", ["ThrottlingException", "AccessDeniedException"])
def test_an_entry_the_bus_never_takes_makes_it_unavailable(
    stub: Stubber, bus: EventBridgeBus, waiting: Waiting, code: str
) -> None:
    for _ in range(3):
        answer(stub, code)
    with pytest.raises(Unavailable, match="bus does not take every event"):
        list(bus.publish_events(make_events(1), plenty))
    assert len(waiting.naps) == 2


def test_no_call_begins_that_could_outlast_the_function(stub: Stubber, bus: EventBridgeBus) -> None:
    answer(stub, *[None] * 10)
    left = iter([LONGEST_CALL_SECONDS + CLOSING_SECONDS, LONGEST_CALL_SECONDS])
    events = make_events(11)
    results = bus.publish_events(events, lambda: next(left))
    assert [next(results).event for _ in range(10)] == events[:10]
    with pytest.raises(Unavailable):
        next(results)
