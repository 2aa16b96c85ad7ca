import pytest

from examples.caching import Cache, CacheAside, WriteThrough
from tests.adapters.clock import Clock


class Store(dict[str, str]):
    """Counts its reads."""

    reads = 0

    def __getitem__(self, key: str) -> str:
        self.reads += 1
        return super().__getitem__(key)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store() -> Store:
    return Store(kim="basic", lee="premium")


def test_cache_aside_starts_cold_and_fills_on_a_miss(store: Store, clock: Clock) -> None:
    customers = CacheAside(store, Cache(clock))
    assert [customers.read("kim") for _ in range(3)] == ["basic"] * 3
    assert store.reads == 1


def test_cache_aside_is_stale_until_the_time_is_over(store: Store, clock: Clock) -> None:
    customers = CacheAside(store, Cache(clock, seconds=60))
    customers.read("kim")
    customers.write("kim", "premium")
    assert customers.read("kim") == "basic"
    clock.now += 60
    assert customers.read("kim") == "premium"


def test_write_through_is_fresh_and_never_cold_for_what_was_written(
    store: Store, clock: Clock
) -> None:
    customers = WriteThrough(store, Cache(clock))
    customers.write("kim", "premium")
    assert customers.read("kim") == "premium"
    assert store.reads == 0
    assert store["kim"] == "premium"


def test_write_through_is_cold_for_what_was_there_before(store: Store, clock: Clock) -> None:
    assert WriteThrough(store, Cache(clock)).read("lee") == "premium"
    assert store.reads == 1


def test_what_was_used_longest_ago_makes_room(store: Store, clock: Clock) -> None:
    customers = CacheAside(store | {"park": "basic"}, Cache(clock, size=2))
    for name in ("kim", "lee", "kim", "park"):
        customers.read(name)
    kept = [name for name in ("kim", "lee", "park") if customers.cache.get(name)]
    assert kept == ["kim", "park"]
