"""What a topic cannot deliver.

https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.local.emulator.cloud import unique_name

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud


class Subscribed:
    """A topic, a queue that is subscribed to it, and the queue for what cannot be delivered."""

    def __init__(self, cloud: Cloud) -> None:
        self._sns, self._sqs = cloud.client("sns"), cloud.client("sqs")
        self._topic = self._sns.create_topic(Name=unique_name("topic"))["TopicArn"]
        self.queue, arn = self._make_queue()
        self.dead_letters, dead_letters_arn = self._make_queue()
        self._sns.subscribe(
            TopicArn=self._topic,
            Protocol="sqs",
            Endpoint=arn,
            Attributes={
                "RawMessageDelivery": "true",
                "RedrivePolicy": json.dumps({"deadLetterTargetArn": dead_letters_arn}),
            },
        )

    def publish(self, message: str) -> None:
        self._sns.publish(TopicArn=self._topic, Message=message)

    def delete_queue(self) -> None:
        self._sqs.delete_queue(QueueUrl=self.queue)

    def close(self, url: str) -> None:
        """Let the topic no longer send to a queue."""
        self._sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})

    def receive(self, url: str) -> list[str]:
        messages = self._sqs.receive_message(QueueUrl=url).get("Messages", [])
        return [message["Body"] for message in messages]

    def _make_queue(self) -> tuple[str, str]:
        url = self._sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"]
        response = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arn = response["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": self._topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        return url, arn


@pytest.fixture
def subscribed(cloud: Cloud) -> Subscribed:
    return Subscribed(cloud)


def test_message_for_a_queue_that_is_there_is_delivered(subscribed: Subscribed) -> None:
    subscribed.publish("hello")
    assert subscribed.receive(subscribed.queue) == ["hello"]
    assert subscribed.receive(subscribed.dead_letters) == []


def test_message_for_a_deleted_queue_is_sent_to_the_dlq(subscribed: Subscribed) -> None:
    subscribed.delete_queue()
    subscribed.publish("nobody is there")
    assert subscribed.receive(subscribed.dead_letters) == ["nobody is there"]


def test_message_that_the_queue_refuses_is_sent_to_the_dlq(subscribed: Subscribed) -> None:
    subscribed.close(subscribed.queue)
    subscribed.publish("not for you")
    assert subscribed.receive(subscribed.queue) == []
    assert subscribed.receive(subscribed.dead_letters) == ["not for you"]


def test_dead_letter_queue_needs_a_policy_too(subscribed: Subscribed) -> None:
    subscribed.delete_queue()
    subscribed.close(subscribed.dead_letters)
    subscribed.publish("lost")
    assert subscribed.receive(subscribed.dead_letters) == []
