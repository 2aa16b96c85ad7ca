"""How many workers a queue needs, and what waiting for messages saves.

https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_WAIT = 20
LARGEST_RECEIVE = 10
DOLLARS_A_CALL = 0.40 / 1_000_000


def backlog_target(latency: float, seconds_a_message: float) -> float:
    """Return how many messages may wait for each worker, that none waits longer than `latency`."""
    return latency / seconds_a_message


def count_workers(
    messages: int, latency: float, seconds_a_message: float, least: int = 0, most: int = 100
) -> int:
    """Return the number that target tracking of the backlog for each worker leads to."""
    needed = math.ceil(messages / backlog_target(latency, seconds_a_message))
    return max(least, min(most, needed))


@dataclass(frozen=True)
class Polling:
    """The calls of a time, how many of them brought nothing, and the mean delay in seconds."""

    calls: int
    empty: int
    delay: float

    @property
    def dollars(self) -> float:
        """What the calls cost: an empty one costs the same."""
        return self.calls * DOLLARS_A_CALL


def poll(arrivals: Sequence[float], seconds: float, *, wait: float, pause: float = 0) -> Polling:
    """Simulate one receiver for `seconds`, which pauses between its calls.

    With `wait` 0 a call answers at once (short polling), else at the first message or after
    `wait` seconds (long polling, 1 to 20). A call takes 50 ms besides.
    """
    if not 0 <= wait <= LONGEST_WAIT:
        raise ValueError(f"ReceiveMessage waits 0 to {LONGEST_WAIT} s, not {wait:g}")
    received = list(_receive(sorted(arrivals), seconds, wait, pause))
    delays = [delay for call in received for delay in call]
    mean = sum(delays) / len(delays) if delays else 0
    return Polling(len(received), sum(not call for call in received), mean)


def _receive(
    arrivals: list[float], seconds: float, wait: float, pause: float
) -> Iterator[list[float]]:
    now = 0.0
    while now < seconds:
        if arrivals and arrivals[0] > now:
            now = min(now + wait, arrivals[0])
        elif not arrivals:
            now += wait
        now += 0.05
        here = [at for at in arrivals if at <= now][:LARGEST_RECEIVE]
        del arrivals[: len(here)]
        yield [now - at for at in here]
        now += pause
