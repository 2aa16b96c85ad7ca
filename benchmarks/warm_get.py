"""A warm GET through edge, gateway, function and table, beside a direct read of the same item.

Both alternate in one run on one machine; only their ratio is meaningful. `make bench`;
`python -m benchmarks.warm_get --requests 10000` watches memory as well.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.scratch import scratch_up
from benchmarks.target import Target
from callnotes_local.command_line.progress import Progress

ROUNDS = 5
READS_PER_ROUND = 200
WARM_UP = 50
FACTOR, ALLOWANCE_MS = 4, 10.0
STEPS = 10
# Logs of functions are kept up to a number of lines; all else must not grow.
ALLOWED_GROWTH_MB = 60.0


@dataclass(frozen=True)
class Round:
    """The medians of one round, in milliseconds."""

    direct: float
    through: float

    @property
    def bound(self) -> float:
        """The longest permitted median of the HTTP read, in milliseconds."""
        return FACTOR * self.direct + ALLOWANCE_MS


def measure(target: Target, reads: int = READS_PER_ROUND) -> list[Round]:
    """Read both ways alternately."""
    for read in (target.read_directly, target.read_over_http):
        take_median(read, WARM_UP)
    return [
        Round(take_median(target.read_directly, reads), take_median(target.read_over_http, reads))
        for _ in range(ROUNDS)
    ]


def take_median(read: Callable[[], None], count: int) -> float:
    """The median time of a read, in milliseconds."""
    times = []
    for _ in range(count):
        started = time.perf_counter()
        read()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def judge(rounds: list[Round]) -> str:
    """PASS or FAIL when all rounds agree, else NOISY."""
    passed = {one.through <= one.bound for one in rounds}
    return "NOISY" if len(passed) > 1 else "PASS" if passed.pop() else "FAIL"


def watch_memory(target: Target, requests: int) -> list[float]:
    """Megabytes after each tenth of the requests."""
    sizes = []
    for _ in range(STEPS):
        take_median(target.read_over_http, requests // STEPS)
        sizes.append(target.memory())
    return sizes


def show(rounds: list[Round]) -> str:
    """Print the medians of all rounds; return the verdict."""
    direct = statistics.median(one.direct for one in rounds)
    through = statistics.median(one.through for one in rounds)
    verdict = judge(rounds)
    print(f"direct GetItem        p50 {direct:6.2f} ms")
    print(f"GET /v1/notes/{{id}}    p50 {through:6.2f} ms, {through / direct:.1f} x")
    print(f"allowed: {FACTOR} x + {ALLOWANCE_MS:.0f} ms   {Round(direct, through).bound:6.2f} ms")
    print(f"{verdict}  ({len(rounds)} rounds; NOISY when they do not agree)")
    return verdict


def show_memory(sizes: list[float], requests: int) -> str:
    """Print the memory over time; return the verdict."""
    growth = max(sizes) - sizes[0]
    verdict = "PASS" if growth <= ALLOWED_GROWTH_MB else "FAIL"
    print(f"memory over {requests} requests, MB: {' '.join(f'{size:.0f}' for size in sizes)}")
    print(
        f"{verdict}  ({growth:+.0f} MB since the first tenth; {ALLOWED_GROWTH_MB:.0f} are allowed)"
    )
    return verdict


def main() -> None:
    """Measure a cloud of its own; exit code 1 on FAIL."""
    parser = argparse.ArgumentParser(prog="benchmarks.warm_get", description=__doc__)
    parser.add_argument("--requests", type=int, default=0, help="watch memory over so many")
    requests = parser.parse_args().requests
    with scratch_up("bench", Progress()) as up:
        # Attaching proves that the listeners are our own children.
        target = Target.prepare(up.run(), up.port)
        verdicts = [show(measure(target))]
        if requests:
            verdicts.append(show_memory(watch_memory(target, requests), requests))
    sys.exit("FAIL" in verdicts)


if __name__ == "__main__":
    main()
