"""What a function costs: its requests, and memory times duration counted in milliseconds.

Prices of us-east-1 on x86, first tier, no free tier: https://aws.amazon.com/lambda/pricing/
"""

import math
from collections.abc import Mapping

DOLLARS_A_REQUEST = 0.20 / 1_000_000
DOLLARS_A_GB_SECOND = 0.0000166667


def count_gb_seconds(requests: int, milliseconds: float, memory: int) -> float:
    """Return the GB-seconds of so many requests; a millisecond that began counts whole."""
    return requests * math.ceil(milliseconds) / 1000 * memory / 1024


def calculate_bill(requests: int, milliseconds: float, memory: int) -> float:
    """Return the dollars of a month's requests; memory in MB."""
    gb_seconds = count_gb_seconds(requests, milliseconds, memory)
    return requests * DOLLARS_A_REQUEST + gb_seconds * DOLLARS_A_GB_SECOND


def choose_memory(measured: Mapping[int, float], milliseconds_at_most: float = math.inf) -> int:
    """Return the cheapest memory size of a curve from MB to measured milliseconds.

    Of sizes that cost the same, the quickest. Raises ValueError when none is quick enough.
    """
    quick = [size for size, time in measured.items() if time <= milliseconds_at_most]
    if not quick:
        raise ValueError(f"No size needs {milliseconds_at_most:g} ms at most: {dict(measured)}")
    return min(quick, key=lambda size: (calculate_bill(1, measured[size], size), measured[size]))
