"""What supervisors hear, in a queue that is subscribed as they are."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from callnotes_local.emulator import ACCOUNT, REGION
from tests.stack.http import Json
from tests.stack.stack import Stack


@contextmanager
def heard_by_supervisors(stack: Stack, tenant: str) -> Iterator[str]:
    """Subscribe a queue to one tenant's notices; its URL."""
    name, clients = f"supervisors-{uuid4()}", stack.clients
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    url = clients.sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
    subscription = clients.sns.subscribe(
        TopicArn=stack.physical_id("SupervisorsTopic"),
        Protocol="sqs",
        Endpoint=arn,
        Attributes={
            "RawMessageDelivery": "true", "FilterPolicy": json.dumps({"tenant": [tenant]}),
        },
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]  # fmt: skip
    yield url
    clients.sns.unsubscribe(SubscriptionArn=subscription)
    clients.sqs.delete_queue(QueueUrl=url)


def take_notices(stack: Stack, queue_url: str) -> list[Json]:
    """Take the notices that have come."""
    sqs = stack.clients.sqs
    received = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages", [])
    for message in received:
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(message["Body"]) for message in received]
