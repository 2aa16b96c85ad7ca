"""Both get each event; what one of them does not take comes again, or is parked."""

from collections.abc import Iterator, Sequence

import pytest

from callnotes.adapters.clients import CLOSING_SECONDS, LONGEST_CALL_SECONDS, require_time
from callnotes.adapters.topic_and_bus import TopicAndBus
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import Published
from callnotes.domain.times import SecondsLeft
from tests.adapters.test_event_batches import make_events
from tests.builders import plenty
from tests.fakes.publisher import InMemoryPublisher


@pytest.fixture
def topic() -> InMemoryPublisher:
    return InMemoryPublisher()


@pytest.fixture
def bus() -> InMemoryPublisher:
    return InMemoryPublisher()


def test_both_get_each_event(topic: InMemoryPublisher, bus: InMemoryPublisher) -> None:
    events = make_events(3)
    published = list(TopicAndBus(topic, bus).publish_events(events, plenty))
    assert (topic.sent, bus.sent) == (events, events)
    assert [done.message_id for done in published] == ["message-1", "message-2", "message-3"]


def test_what_the_topic_does_not_take_is_not_put_on_the_bus(bus: InMemoryPublisher) -> None:
    events = make_events(2)
    results = TopicAndBus(InMemoryPublisher(accepts=1), bus).publish_events(events, plenty)
    assert next(results).event == events[0]
    with pytest.raises(Unavailable):
        next(results)
    assert bus.sent == events[:1]


def test_what_the_bus_does_not_take_is_not_said_to_be_published(topic: InMemoryPublisher) -> None:
    results = TopicAndBus(topic, InMemoryPublisher(accepts=1)).publish_events(
        make_events(2), plenty
    )
    next(results)
    with pytest.raises(Unavailable):
        next(results)


def test_an_event_that_one_refuses_is_refused(topic: InMemoryPublisher) -> None:
    (event,) = make_events(1)
    bus = InMemoryPublisher(refusals={event.id: "the bus refused it"})
    (result,) = TopicAndBus(topic, bus).publish_events([event], plenty)
    assert result == Published(event, "message-1", "the bus refused it")


def test_nothing_goes_to_the_topic_that_there_is_no_time_to_put_on_the_bus() -> None:
    class Watchful(InMemoryPublisher):
        def publish_events(
            self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
        ) -> Iterator[Published]:
            require_time(seconds_left)
            return super().publish_events(events, seconds_left)

    topic = Watchful()
    enough = 2 * LONGEST_CALL_SECONDS + CLOSING_SECONDS
    both = TopicAndBus(topic, InMemoryPublisher())
    with pytest.raises(Unavailable):
        list(both.publish_events(make_events(1), lambda: enough - 0.1))
    assert topic.sent == []
    assert len(list(both.publish_events(make_events(1), lambda: enough))) == 1
