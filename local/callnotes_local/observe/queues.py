"""The queues of the stack: how much is in them, and the messages of those without a consumer."""

from dataclasses import dataclass
from typing import Any

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.deployed.stack import Resource, read_stack
from callnotes_local.deployed.wiring import Wiring
from callnotes_local.observe.logs import parse_object

LOOK_LIMIT = 200
HOLD_SECONDS = 10


@dataclass(frozen=True)
class QueueDepth:
    """One queue by its logical id; `dead_letters` is None without a dead-letter queue."""

    name: str
    waiting: int
    in_flight: int
    dead_letters: int | None


@dataclass(frozen=True)
class Message:
    """One message in a queue, with the members of its body when it is a JSON object."""

    message_id: str
    sent_at: int
    body: dict[str, Any]


def read_wiring(cloud: Cloud) -> Wiring:
    """How the deployed stack is connected."""
    return Wiring(read_stack(STACK_NAME, cloud.clients))


def read_queues(cloud: Cloud) -> list[QueueDepth]:
    """The queues of the stack, each with its dead-letter queue; those that have none come last."""
    return [
        QueueDepth(
            queue.logical_id, *_count(cloud, queue), sum(_count(cloud, dead)) if dead else None
        )
        for queue, dead in read_wiring(cloud).queues()
    ]


def peek_messages(cloud: Cloud, queue: Resource) -> list[Message]:
    """Its messages, held for a moment to read them; each receive count grows by one."""
    received: list[Any] = []
    while len(received) < LOOK_LIMIT and (more := _receive(cloud, queue)):
        received += more
    for message in received:
        cloud.clients.sqs.change_message_visibility(
            QueueUrl=queue.physical_id, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    return [
        Message(m["MessageId"], int(m["Attributes"]["SentTimestamp"]), parse_object(m["Body"]))
        for m in received
    ]


def _receive(cloud: Cloud, queue: Resource) -> list[Any]:
    response = cloud.clients.sqs.receive_message(
        QueueUrl=queue.physical_id,
        MaxNumberOfMessages=10,
        VisibilityTimeout=HOLD_SECONDS,
        WaitTimeSeconds=0,
        MessageSystemAttributeNames=["SentTimestamp"],
    )
    return response.get("Messages", [])


def _count(cloud: Cloud, queue: Resource) -> tuple[int, int]:
    attributes = cloud.clients.sqs.get_queue_attributes(
        QueueUrl=queue.physical_id,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    waiting = int(attributes["ApproximateNumberOfMessages"])
    return waiting, int(attributes["ApproximateNumberOfMessagesNotVisible"])
