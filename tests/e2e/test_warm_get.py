"""A warm GET is quick beside a direct read, and reading needs no more memory; both in short."""

from __future__ import annotations

import pytest

from benchmarks.target import Target
from benchmarks.warm_get import Round, judge, measure, watch_memory
from tests.stack.stack import Stack

REQUESTS = 600
ALLOWED_GROWTH_MB = 25.0


@pytest.fixture(scope="module")
def target(stack: Stack) -> Target:
    return Target.prepare(stack.cloud, int(stack.url.rpartition(":")[2]))


def test_warm_get_takes_four_direct_reads_and_ten_milliseconds_at_most(target: Target) -> None:
    rounds = measure(target, reads=30)

    assert sum(one.through <= one.bound for one in rounds) > len(rounds) / 2, rounds


def test_memory_stays_bounded(target: Target) -> None:
    """Over 10,000 requests: `make bench REQUESTS=10000`."""
    sizes = watch_memory(target, REQUESTS)

    assert max(sizes) - sizes[0] < ALLOWED_GROWTH_MB, sizes


@pytest.mark.parametrize(
    ("through", "verdict"),
    [([10.0, 13.9], "PASS"), ([14.1, 20.0], "FAIL"), ([10.0, 20.0], "NOISY")],
)
def test_rounds_that_do_not_agree_are_noisy(through: list[float], verdict: str) -> None:
    assert judge([Round(direct=1.0, through=one) for one in through]) == verdict
