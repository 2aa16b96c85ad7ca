"""The table of events is the template's subscriptions."""

from typing import Any

import pytest

from callnotes.api.events import EVENTS
from tests.template import events_of_type, functions, read_template, resource

CONSUMERS = sorted({consumer for event in EVENTS for consumer in event.consumers})


def camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def subscriptions_to(topic: str) -> dict[str, Any]:
    return {
        logical_id: item["Properties"]
        for logical_id, item in read_template()["Resources"].items()
        if item["Type"] == "AWS::SNS::Subscription"
        and item["Properties"]["TopicArn"] == {"Ref": topic}
    }


def test_every_consumer_and_no_other_function_subscribes() -> None:
    expected = {f"{camel(consumer)}Subscription" for consumer in CONSUMERS}
    assert set(subscriptions_to("EventsTopic")) == expected


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_subscription_selects_the_events_of_its_consumer(consumer: str) -> None:
    wanted = [event.type for event in EVENTS if consumer in event.consumers]
    policy = resource(f"{camel(consumer)}Subscription")["FilterPolicy"]
    assert policy == {"type": wanted}


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_subscription_leads_to_its_consumers_queue(consumer: str) -> None:
    endpoint = resource(f"{camel(consumer)}Subscription")["Endpoint"]
    assert endpoint == {"Fn::GetAtt": [f"{camel(consumer)}Queue", "Arn"]}


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_consumer_gets_the_event_itself_and_no_envelope(consumer: str) -> None:
    assert resource(f"{camel(consumer)}Subscription")["RawMessageDelivery"] is True


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_message_the_topic_cannot_deliver_is_put_aside(consumer: str) -> None:
    redrive = resource(f"{camel(consumer)}Subscription")["RedrivePolicy"]
    target = {"Fn::GetAtt": [f"{camel(consumer)}DeadLetterQueue", "Arn"]}
    assert redrive == {"deadLetterTargetArn": target}


def test_every_consumer_reads_its_own_queue() -> None:
    queues = {function.name: event["Queue"] for function, event in events_of_type("SQS")}
    assert queues == {c: {"Fn::GetAtt": [f"{camel(c)}Queue", "Arn"]} for c in CONSUMERS}


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_message_stays_hidden_six_times_as_long_as_its_function_may_take(consumer: str) -> None:
    queue = resource(f"{camel(consumer)}Queue")
    assert queue["VisibilityTimeout"] >= 6 * functions()[consumer].timeout


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_consumers_function_reports_batch_item_failures(consumer: str) -> None:
    (event,) = [event for function, event in events_of_type("SQS") if function.name == consumer]
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_message_a_consumer_gave_up_on_waits_in_its_dead_letter_queue(consumer: str) -> None:
    redrive = resource(f"{camel(consumer)}Queue")["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {
        "Fn::GetAtt": [f"{camel(consumer)}DeadLetterQueue", "Arn"]
    }
