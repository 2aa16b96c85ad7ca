"""Shards of a Kinesis data stream: how many, and what each consumer gets.

https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html
"""

import math
from dataclasses import dataclass

RECORDS_IN, MB_IN, MB_OUT = 1000, 1, 2
MOST_ENHANCED_CONSUMERS = 20
HOURS_A_MONTH = 730
# us-east-1: https://aws.amazon.com/kinesis/data-streams/pricing/
DOLLARS_A_CONSUMER_SHARD_HOUR, DOLLARS_A_GB = 0.015, 0.013


def count_shards(records: int, kb: float, consumers: int = 1, *, enhanced: bool = False) -> int:
    """Return the shards for so many records a second of so many KB.

    Consumers share the 2 MB/s that leave a shard, unless they have enhanced fan-out.
    """
    mb = records * kb / 1024
    out = mb if enhanced else mb * consumers
    return max(1, math.ceil(records / RECORDS_IN), math.ceil(mb / MB_IN), math.ceil(out / MB_OUT))


@dataclass(frozen=True)
class FanOut:
    """What one consumer of a shard gets, and what all cost more in a month."""

    mb_a_second: float
    is_pushed: bool
    dollars: float


def compare_fan_out(consumers: int, shards: int, gb_read: float) -> dict[str, FanOut]:
    """Return both ways of reading; `gb_read` by each consumer in a month.

    Raises ValueError for more consumers than a stream registers.
    """
    if consumers > MOST_ENHANCED_CONSUMERS:
        raise ValueError(f"A stream has {MOST_ENHANCED_CONSUMERS} consumers with enhanced fan-out")
    hours = consumers * shards * HOURS_A_MONTH * DOLLARS_A_CONSUMER_SHARD_HOUR
    dollars = hours + consumers * gb_read * DOLLARS_A_GB
    return {
        "shared": FanOut(MB_OUT / consumers, is_pushed=False, dollars=0),
        "enhanced": FanOut(MB_OUT, is_pushed=True, dollars=dollars),
    }
