"""The queues of the stack: how much is in them, and why messages are where nothing reads."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.deployed.stack import Resource, read_stack
from callnotes_local.deployed.wiring import Wiring
from callnotes_local.observe.logs import parse_object, read_lines, to_text

LOOK_LIMIT = 200
# Of a queue whose reasons are shown: one call, so that receive counts grow by one only.
SHOWN = 10
HOLD_SECONDS = 10
# CloudWatch has the age of the oldest message once a minute, and a little later.
AGE = timedelta(minutes=3)


@dataclass(frozen=True)
class QueueDepth:
    """One queue by its logical id; `dead_letters` is None without a dead-letter queue.

    `oldest_seconds` is None when nothing is there, and until CloudWatch has the metric.
    """

    name: str
    waiting: int
    in_flight: int
    dead_letters: int | None
    oldest_seconds: int | None = None


@dataclass(frozen=True)
class Message:
    """One message in a queue, with the members of its body when it is a JSON object."""

    message_id: str
    sent_at: int
    body: dict[str, Any]
    receive_count: int = 0
    attributes: dict[str, str] = field(default_factory=dict)


def read_wiring(cloud: Cloud) -> Wiring:
    """How the deployed stack is connected."""
    return Wiring(read_stack(STACK_NAME, cloud.clients))


def read_queues(cloud: Cloud, wiring: Wiring | None = None) -> list[QueueDepth]:
    """The queues of the stack, each with its dead-letter queue; those that have none come last."""
    found = []
    for queue, dead in (wiring or read_wiring(cloud)).queues():
        depth = count_messages(cloud, queue)
        dead_letters = sum(count_messages(cloud, dead)) if dead else None
        age = read_age(cloud, queue) if any(depth) else None
        found.append(QueueDepth(queue.logical_id, *depth, dead_letters, age))
    return found


def read_failed(cloud: Cloud, wiring: Wiring) -> list[dict[str, Any]]:
    """The first messages of each queue that nothing reads, each with the reason if it is known."""
    return [
        {
            "queue": queue.logical_id,
            "message_id": message.message_id,
            "event_id": message.body.get("id") or message.body.get("record_id"),
            "error": find_error(cloud, message, wiring.name(reader) if reader else None),
            "receive_count": message.receive_count,
            "sent_at": to_text(message.sent_at),
        }
        for queue, reader in wiring.unread_queues()
        if count_messages(cloud, queue)[0]
        for message in peek_messages(cloud, queue, SHOWN)
    ]


def find_error(cloud: Cloud, message: Message, reader: str | None) -> str | None:
    """What EventBridge, publish_events, Lambda or the log of the function that failed says.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    body, told = message.body, message.attributes
    if code := told.get("ERROR_CODE"):
        return f"{code}: {told.get('ERROR_MESSAGE', '')}"
    if reason := body.get("reason") or body.get("requestContext", {}).get("condition"):
        return str(reason)
    lines = read_lines(cloud, reader, containing=message.message_id) if reader else ()
    failed = [failure for line in lines for failure in line.fields.get("failed", [])]
    own = [failure["error"] for failure in failed if failure["message_id"] == message.message_id]
    return own[-1] if own else None


def peek_messages(cloud: Cloud, queue: Resource, limit: int = LOOK_LIMIT) -> list[Message]:
    """Its messages, held for a moment to read them; each receive count grows by one."""
    received: list[Any] = []
    sqs, url = cloud.clients.sqs, queue.physical_id
    while len(received) < limit and (more := receive(sqs, url, 10, HOLD_SECONDS)):
        received += more
    for message in received:
        handle = message["ReceiptHandle"]
        sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=0)
    return list(map(_parse_message, received))


def count_messages(cloud: Cloud, queue: Resource) -> tuple[int, int]:
    """How many messages wait, and how many a reader holds."""
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    url, read = queue.physical_id, cloud.clients.sqs.get_queue_attributes
    waiting, held = map(read(QueueUrl=url, AttributeNames=names)["Attributes"].get, names)
    return int(waiting or 0), int(held or 0)


def read_age(cloud: Cloud, queue: Resource) -> int | None:
    """Seconds that the oldest message has been there, as CloudWatch measured them last."""
    now, name = datetime.now(UTC), queue.physical_id.rpartition("/")[2]
    found = cloud.clients.cloudwatch.get_metric_statistics(
        Namespace="AWS/SQS", MetricName="ApproximateAgeOfOldestMessage", Statistics=["Maximum"],
        Dimensions=[{"Name": "QueueName", "Value": name}],
        Period=60, StartTime=now - AGE, EndTime=now,
    )["Datapoints"]  # fmt: skip
    newest = max(found, key=lambda point: point["Timestamp"], default=None)
    return int(newest["Maximum"]) if newest else None


def receive(sqs: Any, queue: str, limit: int, seconds: int) -> list[Any]:
    """Up to ten messages of a queue's URL with all their attributes, held for some seconds."""
    response = sqs.receive_message(
        QueueUrl=queue,
        MaxNumberOfMessages=min(limit, 10),
        VisibilityTimeout=seconds,
        WaitTimeSeconds=0,
        MessageSystemAttributeNames=["All"],
        MessageAttributeNames=["All"],
    )
    return list(response.get("Messages", []))


def _parse_message(message: Any) -> Message:
    system = message["Attributes"]
    sent, count = int(system["SentTimestamp"]), int(system["ApproximateReceiveCount"])
    told = message.get("MessageAttributes", {})
    texts = {name: value["StringValue"] for name, value in told.items() if "StringValue" in value}
    return Message(message["MessageId"], sent, parse_object(message["Body"]), count, texts)
