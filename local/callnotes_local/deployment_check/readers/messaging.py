"""Amazon SNS and Amazon SQS."""

from typing import Any, cast

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored, pick

TOPIC = ("DisplayName", "KmsMasterKeyId", "TracingConfig", "SignatureVersion")
SUBSCRIPTION = (
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
)
QUEUE = (
    "ContentBasedDeduplication",
    "DelaySeconds",
    "FifoQueue",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)


def read_topic(clients: Clients, resource: Resource) -> Stored:
    """A topic."""
    arn = resource.physical_id
    found = clients.sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    return pick(found, TOPIC) | {"TopicName": arn.rpartition(":")[2]}


def read_topic_policy(clients: Clients, resource: Resource) -> Stored:
    """The policy of topics: whole only where every topic has it."""
    topics = resource.properties["Topics"]
    found = [clients.sns.get_topic_attributes(TopicArn=arn)["Attributes"] for arn in topics]
    return _shared_policy([item.get("Policy") for item in found]) | {"Topics": topics}


def read_subscription(clients: Clients, resource: Resource) -> Stored:
    """A subscription."""
    arn = resource.physical_id
    attributes = clients.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    topic = resource.properties["TopicArn"]
    pages = clients.sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    listed = (item for page in pages for item in page["Subscriptions"])
    found: Any = next((item for item in listed if item["SubscriptionArn"] == arn), {})
    return pick(attributes, SUBSCRIPTION) | pick(found, ("Endpoint", "Protocol", "TopicArn"))


def read_queue(clients: Clients, resource: Resource) -> Stored:
    """A queue."""
    attributes = _queue_attributes(clients, resource.physical_id)
    return pick(attributes, QUEUE) | {"QueueName": resource.physical_id.rpartition("/")[2]}


def read_queue_policy(clients: Clients, resource: Resource) -> Stored:
    """The policy of queues: whole only where every queue has it."""
    queues = resource.properties["Queues"]
    found = [_queue_attributes(clients, url).get("Policy") for url in queues]
    return _shared_policy(found) | {"Queues": queues}


def _queue_attributes(clients: Clients, url: str) -> dict[str, Any]:
    answer = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    return cast("dict[str, Any]", answer["Attributes"])


def _shared_policy(found: list[str | None]) -> Stored:
    return {"PolicyDocument": found[0] if len(set(found)) == 1 else None}


MESSAGING: dict[str, Reader] = {
    "AWS::SNS::Subscription": read_subscription,
    "AWS::SNS::Topic": read_topic,
    "AWS::SNS::TopicPolicy": read_topic_policy,
    "AWS::SQS::Queue": read_queue,
    "AWS::SQS::QueuePolicy": read_queue_policy,
}
