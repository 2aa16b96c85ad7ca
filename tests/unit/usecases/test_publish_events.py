import pytest

from callnotes.domain.publication import Interruption, Outcome, ParkedRecord, StreamRecord
from callnotes.usecases.publish_events import publish_events
from tests.builders import make_event, plenty
from tests.fakes.parking import InMemoryParking
from tests.fakes.publisher import InMemoryPublisher

POISON = StreamRecord("poison", "9", {"pk": "p", "sk": "NOTE"}, None, "the item has no version")
PARKED = ParkedRecord("poison", {"pk": "p", "sk": "NOTE"}, "the item has no version")


def make_record(sequence_number: str = "1") -> StreamRecord:
    event = make_event()
    keys = {"pk": event.subject, "sk": "NOTE"}
    return StreamRecord(f"record-{event.id}", sequence_number, keys, event)


class Shard:
    """Calls publish_events with fakes that a test shares."""

    def __init__(self, publisher: InMemoryPublisher, parking: InMemoryParking) -> None:
        self.publisher = publisher
        self.parking = parking

    def publish(self, *records: StreamRecord) -> Outcome:
        return publish_events(
            records, publisher=self.publisher, parking=self.parking, seconds_left=plenty
        )


@pytest.fixture
def shard(publisher: InMemoryPublisher, parking: InMemoryParking) -> Shard:
    return Shard(publisher, parking)


def test_every_readable_record_is_published_in_order(shard: Shard) -> None:
    records = [make_record() for _ in range(3)]
    shard.publish(*records)
    assert shard.publisher.sent == [record.event for record in records]


def test_the_outcome_has_the_message_id_of_each_event(shard: Shard) -> None:
    record = make_record()
    (published,) = shard.publish(record).published
    assert (published.event, published.message_id) == (record.event, "message-1")


def test_a_record_that_cannot_be_read_is_parked_with_its_reason(shard: Shard) -> None:
    shard.publish(POISON)
    assert shard.parking.parked == [PARKED]


def test_a_poison_record_does_not_keep_others_from_being_published(shard: Shard) -> None:
    before, after = make_record(), make_record()
    shard.publish(before, POISON, after)
    assert shard.publisher.sent == [before.event, after.event]


def test_an_event_the_topic_refuses_is_parked_with_its_reason(shard: Shard) -> None:
    record = make_record()
    assert record.event is not None
    shard.publisher.refusals[record.event.id] = "too strange"
    shard.publish(record)
    assert shard.parking.parked == [ParkedRecord(record.record_id, record.keys, "too strange")]


def test_a_refused_event_is_not_reported_as_published(shard: Shard) -> None:
    record = make_record()
    assert record.event is not None
    shard.publisher.refusals[record.event.id] = "too strange"
    assert shard.publish(record).published == []


def test_the_first_event_the_topic_does_not_take_comes_again(shard: Shard) -> None:
    shard.publisher.accepts = 1
    outcome = shard.publish(make_record("1"), make_record("2"), make_record("3"))
    assert outcome.interruption == Interruption("2", "The topic does not answer right now.")


def test_what_was_published_before_an_interruption_is_reported(shard: Shard) -> None:
    shard.publisher.accepts = 1
    first = make_record()
    outcome = shard.publish(first, make_record())
    assert [published.event for published in outcome.published] == [first.event]


def test_a_poison_record_before_an_interruption_is_parked_once(shard: Shard) -> None:
    shard.publisher.accepts = 0
    outcome = shard.publish(POISON, make_record(), POISON)
    assert (outcome.parked, shard.parking.parked) == ([PARKED], [PARKED])


def test_a_poison_record_that_cannot_be_parked_is_retried(shard: Shard) -> None:
    shard.parking.has_room = False
    outcome = shard.publish(make_record("1"), POISON, make_record("3"))
    assert outcome.interruption == Interruption("9", "The parking lot does not answer right now.")


def test_a_refused_event_that_cannot_be_parked_comes_again(shard: Shard) -> None:
    record = make_record("7")
    assert record.event is not None
    shard.publisher.refusals[record.event.id] = "too strange"
    shard.parking.has_room = False
    interruption = shard.publish(record).interruption
    assert interruption is not None
    assert interruption.sequence_number == "7"


def test_a_batch_that_goes_well_is_not_interrupted(shard: Shard) -> None:
    assert shard.publish(make_record(), POISON).interruption is None


def test_an_empty_batch_does_nothing(shard: Shard) -> None:
    assert shard.publish() == Outcome()
