"""A tenant's share, over several execution environments."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.domain.errors import TooManyRequests, Unavailable
from callnotes.domain.quota import BATCHES, WINDOW_SECONDS, TenantQuota
from tests.fakes.quota import FakeQuota

RATE = 50
LIMIT = RATE * WINDOW_SECONDS
BATCH = LIMIT // BATCHES
START = 1_000_000.0


def is_served(quota: TenantQuota, tenant: str = "hanbit", now: float = START) -> bool:
    try:
        quota.take(tenant, now)
    except TooManyRequests:
        return False
    return True


def served_of(quota: TenantQuota, count: int, **request: str | float) -> int:
    return sum(is_served(quota, **request) for _ in range(count))  # type: ignore[arg-type]


def environments(count: int, leases: FakeQuota, rate: int = RATE) -> list[TenantQuota]:
    return [TenantQuota(leases.lease, rate) for _ in range(count)]


def counting(answer: Callable[[], bool]) -> tuple[list[int], TenantQuota]:
    asked: list[int] = []

    def lease(_tenant: str, window: int, _count: int, _most: int) -> bool:
        asked.append(window)
        return answer()

    return asked, TenantQuota(lease, RATE)


def test_quiet_tenant_never_asks_the_counter() -> None:
    asked, quota = counting(lambda: True)
    for window in range(100):
        assert served_of(quota, BATCH, now=START + window * WINDOW_SECONDS) == BATCH
    assert asked == []


def test_busy_tenant_asks_once_a_batch() -> None:
    asked, quota = counting(lambda: True)
    assert served_of(quota, 10 * BATCH) == 10 * BATCH
    assert len(asked) == 9


def test_one_environment_serves_exactly_the_limit() -> None:
    (quota,) = environments(1, FakeQuota())
    assert served_of(quota, 3 * LIMIT) == LIMIT


@pytest.mark.parametrize("rate", [1, 7, 50, 1000])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_environments_together_serve_the_limit_and_a_batch_for_each_at_most(
    rate: int, count: int
) -> None:
    limit = rate * WINDOW_SECONDS
    together = environments(count, FakeQuota(), rate)
    served = sum(is_served(quota) for _ in range(2 * limit) for quota in together)
    assert limit * (1 - 2 / BATCHES) <= served <= limit + (count - 1) * max(1, limit // BATCHES)


def test_refused_tenant_is_not_asked_for_again_in_its_window() -> None:
    asked, quota = counting(lambda: False)
    assert served_of(quota, 10 * LIMIT) == BATCH
    assert len(asked) == 1


def test_refused_tenant_is_served_in_the_next_window() -> None:
    (quota,) = environments(1, FakeQuota())
    served_of(quota, 2 * LIMIT)
    assert is_served(quota, now=START + WINDOW_SECONDS)


@pytest.mark.parametrize(("second", "wait"), [(0, 10), (0.9, 10), (1, 9), (9.99, 1)])
def test_refusal_has_the_seconds_until_the_next_window(second: float, wait: int) -> None:
    _, quota = counting(lambda: False)
    served_of(quota, BATCH, now=START + second)
    with pytest.raises(TooManyRequests) as refused:
        quota.take("hanbit", START + second)
    assert refused.value.retry_after == wait


def test_flood_of_one_tenant_takes_nothing_of_another() -> None:
    (quota,) = environments(1, FakeQuota())
    served_of(quota, 10 * LIMIT, tenant="flood")
    assert served_of(quota, LIMIT, tenant="hanbit") == LIMIT


def test_counter_that_cannot_be_asked_grants_a_batch_and_is_asked_again_after_it() -> None:
    def away() -> bool:
        raise Unavailable("away")

    asked, quota = counting(away)
    unavailable = 0
    for _ in range(10 * BATCH):
        try:
            quota.take("hanbit", START)
        except Unavailable:
            unavailable += 1
    assert (len(asked), unavailable) == (9, 9)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 40)), max_size=300))
def test_no_order_of_requests_is_refused_below_the_limit(requests: list[tuple[str, int]]) -> None:
    (quota,) = environments(1, FakeQuota())
    for tenant, second in sorted(requests, key=lambda request: request[1]):
        assert is_served(quota, tenant, START + second)
