"""Look into a queue that has no consumer: dead letters, parked events."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from callnotes_local.cloud.cloud import Cloud

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

BATCH = 10
LOOK_LIMIT = 200
HOLD_SECONDS = 10


@dataclass(frozen=True)
class Message:
    """One message as it lies there."""

    message_id: str
    sent_at: int
    body: dict[str, Any]


def peek_messages(cloud: Cloud, queue_url: str) -> list[Message]:
    """Its messages, held for the moment of looking; each receive count grows by one."""
    taken = _receive(cloud, queue_url)
    while 0 < len(taken) < LOOK_LIMIT and (more := _receive(cloud, queue_url)):
        taken += more
    for message in taken:
        cloud.clients.sqs.change_message_visibility(
            QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    return [
        Message(m["MessageId"], int(m["Attributes"]["SentTimestamp"]), _read(m["Body"]))
        for m in taken
    ]


def _receive(cloud: Cloud, queue_url: str) -> "list[MessageTypeDef]":
    answer = cloud.clients.sqs.receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=BATCH,
        VisibilityTimeout=HOLD_SECONDS,
        WaitTimeSeconds=0,
        MessageSystemAttributeNames=["SentTimestamp"],
    )
    return answer.get("Messages", [])


def _read(body: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {"text": body}
    return value if isinstance(value, dict) else {"text": body}
