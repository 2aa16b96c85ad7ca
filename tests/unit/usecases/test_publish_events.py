import pytest

from callnotes.domain.errors import Unavailable
from callnotes.domain.publication import Outcome, ParkedRecord, StreamRecord
from callnotes.usecases.publish_events import publish_events
from tests.builders import make_event
from tests.fakes.parking import InMemoryParking
from tests.fakes.publisher import InMemoryPublisher

POISON = StreamRecord("poison", {"pk": "p", "sk": "NOTE"}, None, "the item has no version")


def make_record() -> StreamRecord:
    event = make_event()
    return StreamRecord(f"record-{event.id}", {"pk": event.subject, "sk": "NOTE"}, event)


class Shard:
    """Publishes records in one world."""

    def __init__(self, publisher: InMemoryPublisher, parking: InMemoryParking) -> None:
        self.publisher = publisher
        self.parking = parking

    def publish(self, *records: StreamRecord) -> Outcome:
        return publish_events(records, publisher=self.publisher, parking=self.parking)


@pytest.fixture
def shard(publisher: InMemoryPublisher, parking: InMemoryParking) -> Shard:
    return Shard(publisher, parking)


def test_every_readable_record_is_published_in_order(shard: Shard) -> None:
    records = [make_record() for _ in range(3)]
    shard.publish(*records)
    assert shard.publisher.sent == [record.event for record in records]


def test_the_outcome_tells_the_message_of_each_event(shard: Shard) -> None:
    record = make_record()
    (published,) = shard.publish(record).published
    assert (published.event, published.message_id) == (record.event, "message-1")


def test_a_record_that_cannot_be_read_is_parked_with_its_reason(shard: Shard) -> None:
    shard.publish(POISON)
    assert shard.parking.parked == [
        ParkedRecord("poison", {"pk": "p", "sk": "NOTE"}, "the item has no version")
    ]


def test_poison_does_not_keep_others_from_being_published(shard: Shard) -> None:
    before, after = make_record(), make_record()
    shard.publish(before, POISON, after)
    assert shard.publisher.sent == [before.event, after.event]


def test_an_event_the_topic_refuses_is_parked_with_its_reason(shard: Shard) -> None:
    record = make_record()
    assert record.event is not None
    shard.publisher.refusals[record.event.id] = "too strange"
    shard.publish(record)
    assert shard.parking.parked == [ParkedRecord(record.record_id, record.keys, "too strange")]


def test_a_refused_event_is_not_said_to_be_published(shard: Shard) -> None:
    record = make_record()
    assert record.event is not None
    shard.publisher.refusals[record.event.id] = "too strange"
    assert shard.publish(record).published == []


def test_a_topic_that_is_away_brings_the_batch_again(shard: Shard) -> None:
    shard.publisher.accepts = 1
    with pytest.raises(Unavailable):
        shard.publish(make_record(), make_record())


def test_nothing_is_parked_while_the_topic_is_away(shard: Shard) -> None:
    shard.publisher.accepts = 0
    with pytest.raises(Unavailable):
        shard.publish(POISON, make_record())
    assert shard.parking.parked == []


def test_an_empty_batch_does_nothing(shard: Shard) -> None:
    assert shard.publish() == Outcome([], [])
