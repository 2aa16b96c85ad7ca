"""`callnotes queues`: what waits, what is being worked on, what failed."""

from dataclasses import dataclass

from callnotes.api.events import NOTE_CONSUMERS
from callnotes_local.cloud import Cloud
from callnotes_local.names import to_logical_id


@dataclass(frozen=True)
class QueueDepth:
    """One queue by its logical id; `dead_letters` is None for queues that have none behind them."""

    name: str
    waiting: int
    in_flight: int
    dead_letters: int | None


def read_queues(cloud: Cloud) -> list[QueueDepth]:
    """The queue of each consumer with its dead letters, and the parking lot."""
    queues = [_read_consumer_queue(cloud, consumer) for consumer in NOTE_CONSUMERS]
    waiting, in_flight = _count(cloud, "ParkedEventsQueueUrl")
    return [*queues, QueueDepth("ParkedEventsQueue", waiting, in_flight, None)]


def _read_consumer_queue(cloud: Cloud, consumer: str) -> QueueDepth:
    waiting, in_flight = _count(cloud, to_logical_id(consumer, "QueueUrl"))
    dead = sum(_count(cloud, to_logical_id(consumer, "DeadLetterQueueUrl")))
    return QueueDepth(to_logical_id(consumer, "Queue"), waiting, in_flight, dead)


def _count(cloud: Cloud, output: str) -> tuple[int, int]:
    attributes = cloud.clients.sqs.get_queue_attributes(
        QueueUrl=cloud.output(output),
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    waiting = int(attributes["ApproximateNumberOfMessages"])
    return waiting, int(attributes["ApproximateNumberOfMessagesNotVisible"])
