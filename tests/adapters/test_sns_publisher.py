"""How events are sent to SNS: its limits, and stubbed responses that moto never gives."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from callnotes.adapters.clients import CLOSING_SECONDS, LONGEST_CALL_SECONDS, client_config
from callnotes.adapters.sns_publisher import SNSPublisher, size_of
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import NoteEvent
from tests.adapters.test_event_batches import make_events
from tests.builders import make_actor, make_event, make_note, plenty
from tests.faults.waiting import Waiting

TOPIC = "arn:aws:sns:us-east-1:123456789012:events"


@pytest.fixture
def stub() -> Iterator[Stubber]:
    client = boto3.Session().client("sns", config=client_config())
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def publisher(stub: Stubber) -> SNSPublisher:
    return SNSPublisher(stub.client, TOPIC)


def answer(stub: Stubber, sent: list[str], failed: dict[str, bool] | None = None) -> None:
    """Let SNS take some entries of the next batch; `failed` tells whose fault the others are."""
    successful = [{"Id": number, "MessageId": f"message-{number}"} for number in sent]
    failures = [
        {"Id": number, "Code": "InvalidParameter" if ours else "InternalError", "SenderFault": ours}
        for number, ours in (failed or {}).items()
    ]
    request: dict[str, Any] = {"TopicArn": TOPIC, "PublishBatchRequestEntries": ANY}
    stub.add_response("publish_batch", {"Successful": successful, "Failed": failures}, request)


def outcomes(events: list[NoteEvent], publisher: SNSPublisher) -> dict[str, str | None]:
    """Return what became of each event, by its place: message id or refusal."""
    places = {event.id: str(place) for place, event in enumerate(events)}
    published = publisher.publish_events(events, plenty)
    return {places[done.event.id]: done.message_id or done.refusal for done in published}


def test_size_counts_bytes_and_not_characters() -> None:
    ascii_event, korean_event = (make_event(actor=actor) for actor in ("ab", "가나"))
    assert size_of(korean_event) - size_of(ascii_event) == 4


def test_size_counts_the_message_and_each_attributes_name_type_and_value() -> None:
    event = make_event(make_note(actor=make_actor("hanbit")))
    attributes = ["type", "String", "NoteCreated.v1", "tenant", "String", "hanbit"]
    attributes += ["correlation_id", "String", event.correlationid]
    assert size_of(event) == len(event.model_dump_json()) + sum(map(len, attributes))


def test_entries_sns_could_not_take_are_sent_again_alone(
    stub: Stubber, publisher: SNSPublisher
) -> None:
    answer(stub, ["0", "2"], {"1": False})
    answer(stub, ["1"])
    assert outcomes(make_events(3), publisher) == {
        "0": "message-0",
        "1": "message-1",
        "2": "message-2",
    }


def test_an_entry_sns_blames_us_for_is_refused_for_good(
    stub: Stubber, publisher: SNSPublisher
) -> None:
    answer(stub, ["0"], {"1": True})
    assert outcomes(make_events(2), publisher) == {
        "0": "message-0",
        "1": "the topic refused it: InvalidParameter",
    }


def test_entries_sns_never_takes_make_it_unavailable(
    stub: Stubber, publisher: SNSPublisher
) -> None:
    for _ in range(3):
        answer(stub, [], {"0": False})
    with pytest.raises(Unavailable):
        list(publisher.publish_events(make_events(1), plenty))


def test_what_was_sent_before_the_entry_sns_never_takes_is_reported(
    stub: Stubber, publisher: SNSPublisher
) -> None:
    answer(stub, ["0", "2"], {"1": False})
    answer(stub, [], {"1": False})
    answer(stub, [], {"1": False})
    events = make_events(3)
    results = publisher.publish_events(events, plenty)
    assert next(results).event == events[0]
    with pytest.raises(Unavailable):
        next(results)


def test_entries_are_sent_again_after_growing_waits(
    stub: Stubber, publisher: SNSPublisher, waiting: Waiting
) -> None:
    answer(stub, [], {"0": False})
    answer(stub, [], {"0": False})
    answer(stub, ["0"])
    list(publisher.publish_events(make_events(1), plenty))
    assert [0 <= nap <= longest for nap, longest in zip(waiting.naps, [1, 2], strict=True)] == [
        True,
        True,
    ]


def test_no_call_begins_that_could_outlast_the_function(
    stub: Stubber, publisher: SNSPublisher
) -> None:
    answer(stub, [str(number) for number in range(10)])
    left = iter([LONGEST_CALL_SECONDS + CLOSING_SECONDS, LONGEST_CALL_SECONDS])
    events = make_events(11)
    results = publisher.publish_events(events, lambda: next(left))
    assert [next(results).event for _ in range(10)] == events[:10]
    with pytest.raises(Unavailable):
        next(results)


def test_subscribers_can_select_by_type_and_tenant(stub: Stubber, publisher: SNSPublisher) -> None:
    event = make_event(make_note(actor=make_actor("meridian")))
    entry = {
        "Id": "0",
        "Message": event.model_dump_json(),
        "MessageAttributes": {
            "type": {"DataType": "String", "StringValue": "NoteCreated.v1"},
            "tenant": {"DataType": "String", "StringValue": "meridian"},
            "correlation_id": {"DataType": "String", "StringValue": "request-1"},
        },
    }
    stub.add_response(
        "publish_batch",
        {"Successful": [{"Id": "0", "MessageId": "message-0"}], "Failed": []},
        {"TopicArn": TOPIC, "PublishBatchRequestEntries": [entry]},
    )
    assert outcomes([event], publisher) == {"0": "message-0"}
