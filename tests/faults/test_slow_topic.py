"""However slow the topic is, publish_events ends in time, and unpublished records are retried."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from callnotes.adapters.clients import (
    CLOSING_SECONDS,
    LONGEST_CALL_SECONDS,
    READ_SECONDS,
)
from callnotes.domain.events import parse_event
from tests.adapters.test_event_publisher import make_subscribed_topic
from tests.builders import make_note
from tests.cloud import Cloud, Context
from tests.faults.messages import failed_messages, records_of
from tests.faults.rules import ALWAYS, Faults, Rule
from tests.faults.waiting import Waiting
from tests.template import functions

TIMEOUT = functions()["publish_events"].timeout
RECORDS = 100

type Json = dict[str, Any]


@dataclass
class Shard:
    """Invokes publish_events with the records as Lambda does; each call advances its clock."""

    cloud: Cloud
    faults: Faults
    waiting: Waiting
    records: list[Json]

    def invoke(self) -> None:
        """Invoke the function once; the records that it did not process are left."""
        started = self._now()
        context = Context(lambda: round(1000 * (TIMEOUT - (self._now() - started))))
        answer = self.cloud.invoke("publish_events", {"Records": self.records}, context)
        assert self._now() - started < TIMEOUT, "Lambda would have stopped it"
        numbers = [record["dynamodb"]["SequenceNumber"] for record in self.records]
        failed = failed_messages(answer)
        self.records = self.records[numbers.index(failed[0]) :] if failed else []

    def invocations(self) -> Iterator[int]:
        """Invoke until nothing is left; yield how many records are, each time."""
        while self.records:
            self.invoke()
            yield len(self.records)

    def _now(self) -> float:
        return self.faults.seconds + sum(self.waiting.naps)


@pytest.fixture
def received(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Return the ids of the events that came to a subscriber of a topic of this test's own."""
    topic, queue = make_subscribed_topic()
    monkeypatch.setitem(cloud.resources, "EventsTopic", topic)
    return lambda: [parse_event(body).id for body in cloud.receive_all(queue)]


@pytest.fixture
def shard(cloud: Cloud, faults: Faults, waiting: Waiting) -> Shard:
    records = records_of(*[make_note() for _ in range(RECORDS)])["Records"]
    return Shard(cloud, faults, waiting, records)


def event_ids(records: list[Json]) -> list[str]:
    images = [record["dynamodb"]["NewImage"] for record in records]
    return sorted(f"{image['note_id']['S']}.{image['version']['N']}" for image in images)


def test_a_hundred_records_are_published_to_a_slow_topic_in_one_invocation(
    shard: Shard, faults: Faults, received: Callable[[], list[str]]
) -> None:
    sent = event_ids(shard.records)
    faults.add(Rule("sns", "PublishBatch", "delay", times=ALWAYS, seconds=READ_SECONDS))
    shard.invoke()
    assert (shard.records, sorted(received())) == ([], sent)


def test_records_without_time_left_are_retried_and_none_is_lost(
    shard: Shard, faults: Faults, received: Callable[[], list[str]]
) -> None:
    sent = event_ids(shard.records)
    for _ in range(RECORDS):
        faults.add(Rule("sns", "PublishBatch", "drop", times=2))
        faults.add(Rule("sns", "PublishBatch", "delay", seconds=READ_SECONDS))
    left = list(shard.invocations())
    faults.rules[:] = [rule for rule in faults.rules if rule.fired]
    assert (len(left) > 1, sorted(left, reverse=True), sorted(received())) == (True, left, sent)


def test_a_bus_that_does_not_respond_interrupts_at_the_first_record(
    shard: Shard, faults: Faults
) -> None:
    rule = faults.add(Rule("eventbridge", "PutEvents", "drop", times=ALWAYS))
    shard.invoke()
    assert (len(shard.records), rule.fired) == (RECORDS, 3)


def test_a_topic_that_does_not_respond_interrupts_at_the_first_record(
    shard: Shard, faults: Faults
) -> None:
    rule = faults.add(Rule("sns", "PublishBatch", "drop", times=ALWAYS))
    shard.invoke()
    assert (len(shard.records), rule.fired) == (RECORDS, 3)


def test_a_slow_parking_queue_gets_all_poison_records_in_the_end(
    shard: Shard, faults: Faults, cloud: Cloud
) -> None:
    for record in shard.records:
        del record["dynamodb"]["NewImage"]["title"]
    cloud.receive_all(cloud.resources["ParkedEventsQueue"])
    faults.add(Rule("sqs", "SendMessage", "delay", times=ALWAYS, seconds=READ_SECONDS))
    left = list(shard.invocations())
    parked = cloud.receive_all(cloud.resources["ParkedEventsQueue"])
    assert (len(left) > 1, len(parked)) == (True, RECORDS)


def test_the_functions_time_is_enough_for_one_batch_and_one_parking() -> None:
    assert TIMEOUT > 3 * LONGEST_CALL_SECONDS + CLOSING_SECONDS
