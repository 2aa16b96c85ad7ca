"""The contract of `ports.EventPublisher`."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.eventbridge_bus import EventBridgeBus
from callnotes.adapters.sns_publisher import SNSPublisher
from callnotes.adapters.topic_and_bus import TopicAndBus
from callnotes.domain.events import AnyEvent, parse_event
from callnotes.ports.events import EventPublisher
from tests.builders import make_event, make_note, plenty, unique
from tests.cloud import ACCOUNT, REGION, Cloud
from tests.fakes.publisher import InMemoryPublisher


@dataclass(frozen=True)
class World:
    publisher: EventPublisher
    received: Callable[[], list[AnyEvent]]


@pytest.fixture(params=["fake", "topic", "bus", "both"])
def world(request: pytest.FixtureRequest, cloud: Cloud) -> World:
    makers: dict[str, Callable[[Cloud], World]] = {
        "fake": make_fake,
        "topic": make_topic,
        "bus": make_bus,
        "both": make_both,
    }
    return makers[request.param](cloud)


def make_fake(_cloud: Cloud) -> World:
    fake = InMemoryPublisher()
    return World(fake, lambda: fake.sent)


def make_topic(cloud: Cloud) -> World:
    topic, queue = make_subscribed_topic()
    publisher = SNSPublisher(make_client("sns"), topic)
    return World(publisher, lambda: [parse_event(body) for body in cloud.receive_all(queue)])


def make_bus(cloud: Cloud) -> World:
    bus, queue = make_ruled_bus()
    publisher = EventBridgeBus(make_client("events"), bus)
    return World(publisher, lambda: [event_on_bus(body) for body in cloud.receive_all(queue)])


def make_both(cloud: Cloud) -> World:
    topic, bus = make_topic(cloud), make_bus(cloud)

    def received() -> list[AnyEvent]:
        events = topic.received()
        assert ids(bus.received()) == ids(events)
        return events

    return World(TopicAndBus(topic.publisher, bus.publisher), received)


def make_ruled_bus() -> tuple[str, str]:
    """Return a bus and the address of a queue that gets everything of ours on it."""
    name, events = unique("events"), make_client("events")
    queue = make_client("sqs").create_queue(QueueName=name)["QueueUrl"]
    events.create_event_bus(Name=name)
    pattern = json.dumps({"source": ["callnotes"]})
    events.put_rule(Name=name, EventBusName=name, EventPattern=pattern)
    target = {"Id": "queue", "Arn": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"}
    events.put_targets(Rule=name, EventBusName=name, Targets=[target])
    return name, queue


def event_on_bus(body: str) -> AnyEvent:
    """Return what is in EventBridge's envelope."""
    return parse_event(json.dumps(json.loads(body)["detail"]))


def make_subscribed_topic() -> tuple[str, str]:
    """Return a topic and the address of a queue that gets its messages as they are."""
    name = unique("events")
    topic = make_client("sns").create_topic(Name=name)["TopicArn"]
    queue = make_client("sqs").create_queue(QueueName=name)["QueueUrl"]
    make_client("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=topic.replace(":sns:", ":sqs:"),
        Attributes={"RawMessageDelivery": "true"},
    )
    return topic, queue


def make_events(count: int) -> list[AnyEvent]:
    note = make_note()
    return [make_event(make_note(note_id=note.note_id, version=n + 1)) for n in range(count)]


def ids(events: list[AnyEvent]) -> list[str]:
    return sorted(event.id for event in events)


@pytest.mark.parametrize("count", [0, 1, 10, 11, 25])
def test_every_event_reaches_the_subscribers_once(world: World, count: int) -> None:
    events = make_events(count)
    list(world.publisher.publish_events(events, plenty))
    assert ids(world.received()) == ids(events)


def test_an_event_arrives_as_it_was_sent(world: World) -> None:
    event = make_event()
    list(world.publisher.publish_events([event], plenty))
    assert world.received() == [event]


def test_each_event_has_a_result_in_order_with_a_message_id(world: World) -> None:
    events = make_events(12)
    published = world.publisher.publish_events(events, plenty)
    assert [done.event for done in published if done.message_id] == events


def test_message_ids_differ(world: World) -> None:
    published = list(world.publisher.publish_events(make_events(12), plenty))
    assert len({done.message_id for done in published}) == 12
