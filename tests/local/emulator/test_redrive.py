"""A redrive on queues of SQS itself: nothing is lost, attributes and order are kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from callnotes_local.observe.redrive import move_messages
from tests.local.emulator.cloud import unique_name

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud

ATTRIBUTES = {
    "type": {"DataType": "String", "StringValue": "NoteCreated.v1"},
    "score": {"DataType": "Number", "StringValue": "7"},
    "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
}


class Killed(BaseException):
    """The process ends."""


class KilledAfterSending:
    """SQS for a process that ends after a message was sent and before it is deleted."""

    def __init__(self, sqs: Any) -> None:
        self._sqs = sqs

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sqs, name)

    def delete_message(self, **_: str) -> None:
        raise Killed


def make_queue(cloud: Cloud, suffix: str = "", **attributes: str) -> str:
    sqs, name = cloud.client("sqs"), unique_name("queue") + suffix
    return str(sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def receive_all(cloud: Cloud, url: str) -> list[Any]:
    """Take every message out of a queue, in order."""
    sqs, found = cloud.client("sqs"), []
    while messages := sqs.receive_message(
        QueueUrl=url,
        MaxNumberOfMessages=10,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
    ).get("Messages"):
        for message in messages:
            found.append(message)
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


def test_every_message_arrives_once_with_its_attributes(cloud: Cloud) -> None:
    sqs, dead, source = cloud.client("sqs"), make_queue(cloud), make_queue(cloud)
    bodies = [json.dumps({"id": str(number)}) for number in range(23)]
    for body in bodies:
        sqs.send_message(QueueUrl=dead, MessageBody=body, MessageAttributes=ATTRIBUTES)
    assert move_messages(sqs, dead, source, 100) == 23
    found = receive_all(cloud, source)
    assert sorted(message["Body"] for message in found) == sorted(bodies)
    assert all(message["MessageAttributes"] == ATTRIBUTES for message in found)
    assert receive_all(cloud, dead) == []


def test_message_of_a_killed_redrive_is_in_both_queues_and_in_none_lost(cloud: Cloud) -> None:
    sqs, dead, source = cloud.client("sqs"), make_queue(cloud), make_queue(cloud)
    sqs.send_message(QueueUrl=dead, MessageBody="one")
    with pytest.raises(Killed):
        move_messages(KilledAfterSending(sqs), dead, source, 1)
    (copy,) = receive_all(cloud, source)
    left = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["All"])["Attributes"]
    assert copy["Body"] == "one"
    assert left["ApproximateNumberOfMessagesNotVisible"] == "1"


def test_fifo_messages_keep_group_and_order_although_their_ids_are_still_known(
    cloud: Cloud,
) -> None:
    sqs, fifo = cloud.client("sqs"), {"FifoQueue": "true"}
    dead, source = make_queue(cloud, ".fifo", **fifo), make_queue(cloud, ".fifo", **fifo)
    for url in (source, dead):
        for number in range(12):
            sqs.send_message(
                QueueUrl=url,
                MessageBody=str(number),
                MessageGroupId=f"customer-{number % 2}",
                MessageDeduplicationId=f"event-{number}",
            )
    assert len(receive_all(cloud, source)) == 12
    assert move_messages(sqs, dead, source, 12) == 12
    found = [
        (m["Attributes"]["MessageGroupId"], int(m["Body"])) for m in receive_all(cloud, source)
    ]
    for customer in (0, 1):
        numbers = [number for group, number in found if group == f"customer-{customer}"]
        assert numbers == list(range(customer, 12, 2))
