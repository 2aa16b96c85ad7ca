"""How events are split into calls, and that what a service could not take is sent again."""

import pytest

from callnotes.adapters import eventbridge_bus, sns_publisher
from callnotes.adapters.event_batches import MAX_BATCH_EVENTS, split_batches
from callnotes.domain.events import NoteEvent
from tests.builders import make_actor, make_event, make_note

LIMIT = sns_publisher.MAX_BATCH_BYTES
size_of = sns_publisher.size_of


def make_events(count: int, *, size: int = 0) -> list[NoteEvent]:
    """Return events of a size each as SNS counts it, or of their natural size."""
    events = [make_event(make_note(actor=make_actor(user_id=f"u-{n:02}"))) for n in range(count)]
    return [_grown(event, size) for event in events] if size else events


def _grown(event: NoteEvent, size: int) -> NoteEvent:
    filler = "x" * (size - size_of(event))
    return event.model_copy(update={"actor": event.actor + filler})


def split(events: list[NoteEvent]) -> list[int]:
    """Return how many events are in each batch."""
    return [len(batch) for batch in split_batches(events, LIMIT, size_of)]


def test_a_batch_has_as_many_events_as_the_service_takes() -> None:
    events = make_events(MAX_BATCH_EVENTS * 2 + 1)
    assert split(events) == [MAX_BATCH_EVENTS, MAX_BATCH_EVENTS, 1]


def test_a_batch_of_exactly_the_bytes_the_service_takes_is_not_split() -> None:
    assert split(make_events(4, size=LIMIT // 4)) == [4]


def test_a_batch_of_more_bytes_than_the_service_takes_is_split() -> None:
    assert split(make_events(3, size=LIMIT // 4) + make_events(1, size=LIMIT // 4 + 1)) == [3, 1]


def test_splitting_keeps_the_order() -> None:
    events = make_events(23)
    batches = split_batches(events, LIMIT, size_of)
    assert [event for batch in batches for event in batch] == events


def test_no_events_make_no_batch() -> None:
    assert split([]) == []


@pytest.mark.parametrize("service", [sns_publisher, eventbridge_bus])
def test_an_event_that_sns_takes_is_one_that_eventbridge_takes(service: object) -> None:
    event = make_events(1, size=LIMIT)[0]
    limit, size = vars(service)["MAX_BATCH_BYTES"], vars(service)["size_of"](event)
    assert size <= limit
