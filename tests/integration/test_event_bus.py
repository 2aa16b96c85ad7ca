"""The bus: every event is on it, and a rule tells supervisors of an escalation that failed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from callnotes.adapters.eventbridge_bus import make_entry
from callnotes.domain.events import EscalationEvent, event_of_escalation
from callnotes_local.cloud.archive import replay_events
from callnotes_local.emulator import ACCOUNT, REGION
from tests.builders import make_actor, make_escalation
from tests.stack.http import Api, Json
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.stack.trail import consumed, read_audit, wait_for_audit


@pytest.fixture
def queue(stack: Stack) -> Iterator[str]:
    """A queue of this test's own, by name."""
    name = f"bus-{uuid4()}"
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn_of(name)}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = stack.clients.sqs.create_queue(QueueName=name, Attributes={"Policy": policy})
    url = made["QueueUrl"]
    yield name
    stack.clients.sqs.delete_queue(QueueUrl=url)


@pytest.fixture
def bus(stack: Stack, tenant: str, queue: str) -> Iterator[str]:
    """The bus, with a rule that sends the tenant's events to the queue."""
    bus, events = stack.output("EventBusName"), stack.clients.events
    rule = {"Rule": queue, "EventBusName": bus}
    pattern = json.dumps({"detail": {"tenant": [tenant]}})
    events.put_rule(Name=queue, EventBusName=bus, EventPattern=pattern)
    events.put_targets(**rule, Targets=[{"Id": "queue", "Arn": arn_of(queue)}])
    yield bus
    events.remove_targets(**rule, Ids=["queue"])
    events.delete_rule(Name=queue, EventBusName=bus)


def arn_of(queue: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"


def receive(stack: Stack, queue: str) -> Json:
    """Wait for the next message of a queue, and return what its body says."""
    url = stack.clients.sqs.get_queue_url(QueueName=queue)["QueueUrl"]

    def message() -> Json | None:
        messages = stack.clients.sqs.receive_message(QueueUrl=url).get("Messages", [])
        return json.loads(messages[0]["Body"]) if messages else None

    return eventually(message)


def test_given_a_new_note_when_published_then_the_bus_has_the_event_that_is_audited(
    stack: Stack, tenant: str, agent: Api, bus: str, queue: str
) -> None:
    agent.create_note()

    found = receive(stack, queue)

    (key,) = wait_for_audit(stack, tenant, 1)
    assert bus
    assert (found["source"], found["detail-type"]) == ("callnotes", "NoteCreated.v1")
    assert found["detail"] == read_audit(stack, key).content


@pytest.fixture
def failed(stack: Stack, tenant: str, queue: str) -> Iterator[EscalationEvent]:
    """The event of a failed escalation, on the bus; the queue hears what supervisors hear."""
    subscription = stack.clients.sns.subscribe(
        TopicArn=stack.physical_id("SupervisorsTopic"),
        Protocol="sqs",
        Endpoint=arn_of(queue),
        Attributes={"RawMessageDelivery": "true"},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    escalation = make_escalation("failed", actor=make_actor(tenant))
    event = event_of_escalation(escalation, "workflow", "request")
    entry = {**make_entry(event), "EventBusName": stack.output("EventBusName")}
    stack.clients.events.put_events(Entries=[entry])
    yield event
    stack.clients.sns.unsubscribe(SubscriptionArn=subscription)


def test_given_a_failed_escalation_on_the_bus_when_matched_then_supervisors_hear_its_ids(
    stack: Stack, tenant: str, queue: str, failed: EscalationEvent
) -> None:
    assert receive(stack, queue) == {
        "tenant": tenant, "escalation_id": failed.subject, "state": "failed",
    }  # fmt: skip


def test_given_a_failed_escalation_when_replayed_then_it_is_audited_and_nobody_is_told_again(
    stack: Stack, queue: str, failed: EscalationEvent
) -> None:
    receive(stack, queue)

    start = datetime.now(UTC) - timedelta(minutes=1)
    replay_events(stack.clients, stack.output("EventBusName"), start, None)

    eventually(lambda: consumed(stack, "record_audit", failed.id))
    url = stack.clients.sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    asked = stack.clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    found = asked["Attributes"]
    # What was received, and is hidden from others.
    assert found["ApproximateNumberOfMessages"] == "0"
    assert found["ApproximateNumberOfMessagesNotVisible"] == "1"
