"""A seeded simulation of callers or messages that arrive by chance at so many servers."""

import heapq
import random
from collections.abc import Iterator

ARRIVALS, SEED = 4_000, 20_261_122


def simulate_delays(rate: float, servers: int, seconds: float) -> list[float]:
    """Return how long each of the messages took that arrive at `rate` a second and wait in line.

    `seconds` is what a server needs for one. https://en.wikipedia.org/wiki/M/D/c_queue
    """
    free = [0.0] * servers
    delays = []
    for now in _arrive(rate):
        start = max(now, heapq.heappop(free))
        heapq.heappush(free, start + seconds)
        delays.append(start + seconds - now)
    return delays


def simulate_refusals(rate: float, servers: int, seconds: float) -> float:
    """Return the share of requests that find all servers busy: nobody waits, as for Lambda."""
    free: list[float] = [0.0] * servers
    refused = 0
    for now in _arrive(rate):
        if free[0] > now:
            refused += 1
        else:
            heapq.heapreplace(free, now + seconds)
    return refused / ARRIVALS


def percentile(values: list[float], share: float) -> float:
    """Return the value that such a share of the values does not exceed."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def _arrive(rate: float) -> Iterator[float]:
    chance, now = random.Random(SEED), 0.0  # noqa: S311 - the same each time, on purpose
    for _ in range(ARRIVALS):
        now += chance.expovariate(rate)
        yield now
