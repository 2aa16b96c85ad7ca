"""Queues that keep order, wait, have classes, take batches, and are emptied.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

MOST_IN_A_BATCH = 10
LONGEST_DELAY = 900


def create_fifo_queue(sqs: Any, name: str) -> str:
    """Create a queue that keeps the order inside each message group; return its URL."""
    url: str = sqs.create_queue(QueueName=f"{name}.fifo", Attributes={"FifoQueue": "true"})[
        "QueueUrl"
    ]
    return url


def send_in_order(sqs: Any, queue: str, contact: str, event_id: str, body: str) -> str:
    """Send an event of a contact, in order after its others; return the message's id.

    The same event again within five minutes is accepted, and not delivered again.
    """
    message_id: str = sqs.send_message(
        QueueUrl=queue, MessageBody=body, MessageGroupId=contact, MessageDeduplicationId=event_id
    )["MessageId"]
    return message_id


def send_later(sqs: Any, queue: str, body: str, seconds: int) -> None:
    """Send a message that nobody receives for so many seconds, 15 minutes at most."""
    if not 0 <= seconds <= LONGEST_DELAY:
        raise ValueError(f"A message waits 0 to {LONGEST_DELAY} s, not {seconds}")
    sqs.send_message(QueueUrl=queue, MessageBody=body, DelaySeconds=seconds)


def send_all(sqs: Any, queue: str, bodies: Sequence[str]) -> list[str]:
    """Send ten at a time; return the bodies that SQS did not take, to send them again."""
    refused: list[str] = []
    for start in range(0, len(bodies), MOST_IN_A_BATCH):
        batch = bodies[start : start + MOST_IN_A_BATCH]
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(batch)]
        answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        refused += [batch[int(failed["Id"])] for failed in answer.get("Failed", ())]
    return refused


def delete_all(sqs: Any, queue: str, messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """Delete up to ten received messages; return the ids of those that are still there."""
    entries = [
        {"Id": message["MessageId"], "ReceiptHandle": message["ReceiptHandle"]}
        for message in messages
    ]
    answer = sqs.delete_message_batch(QueueUrl=queue, Entries=entries)
    return [failed["Id"] for failed in answer.get("Failed", ())]


def purge(sqs: Any, queue: str) -> None:
    """Throw away what is in the queue."""
    sqs.purge_queue(QueueUrl=queue)


def receive_by_class(sqs: Any, queues: Sequence[str]) -> list[Mapping[str, Any]]:
    """Receive from the first queue that has messages: the premium one comes first."""
    for queue in queues:
        found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages")
        if found:
            messages: list[Mapping[str, Any]] = found
            return messages
    return []
