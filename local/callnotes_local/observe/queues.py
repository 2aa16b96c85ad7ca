"""`callnotes queues`: what waits, what is being worked on, what failed."""

from dataclasses import dataclass

from callnotes_local.cloud.cloud import STACK_NAME, Cloud
from callnotes_local.deployed import Resource, read_stack
from callnotes_local.deployed.wiring import Wiring


@dataclass(frozen=True)
class QueueDepth:
    """One queue by its logical id; `dead_letters` is None for queues that have none behind them."""

    name: str
    waiting: int
    in_flight: int
    dead_letters: int | None


def read_queues(cloud: Cloud) -> list[QueueDepth]:
    """The queues of the stack, each with its dead-letter queue; those that have none come last."""
    wiring = Wiring(read_stack(STACK_NAME, cloud.clients))
    return [
        QueueDepth(
            queue.logical_id, *_count(cloud, queue), sum(_count(cloud, dead)) if dead else None
        )
        for queue, dead in wiring.queues()
    ]


def _count(cloud: Cloud, queue: Resource) -> tuple[int, int]:
    attributes = cloud.clients.sqs.get_queue_attributes(
        QueueUrl=queue.physical_id,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    waiting = int(attributes["ApproximateNumberOfMessages"])
    return waiting, int(attributes["ApproximateNumberOfMessagesNotVisible"])
