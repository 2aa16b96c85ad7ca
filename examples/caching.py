"""Two ways to keep a cache in front of a store, with a time to live and a size.

https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Strategies.html
"""

from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field

type Store = MutableMapping[str, str]


@dataclass
class Cache:
    """Keeps `size` values for `seconds`; the one that was used longest ago makes room."""

    now: Callable[[], float]
    seconds: float = 60
    size: int = 1000
    _kept: OrderedDict[str, tuple[str, float]] = field(default_factory=OrderedDict)

    def get(self, key: str) -> str | None:
        """Return the value while it lives."""
        value, until = self._kept.get(key, ("", 0))
        if self.now() >= until:
            self._kept.pop(key, None)
            return None
        self._kept.move_to_end(key)
        return value

    def put(self, key: str, value: str) -> None:
        """Keep the value from now on."""
        self._kept[key] = value, self.now() + self.seconds
        self._kept.move_to_end(key)
        while len(self._kept) > self.size:
            self._kept.popitem(last=False)


@dataclass
class CacheAside:
    """Fills the cache when a read finds nothing there: it starts cold, and may be stale."""

    store: Store
    cache: Cache

    def read(self, key: str) -> str:
        """Return the value, out of the cache as long as it lives there."""
        if (kept := self.cache.get(key)) is not None:
            return kept
        value = self.store[key]
        self.cache.put(key, value)
        return value

    def write(self, key: str, value: str) -> None:
        """Write to the store; the cache finds out when the old value's time is over."""
        self.store[key] = value


@dataclass
class WriteThrough(CacheAside):
    """Fills the cache with each write too: reads are fresh, and much is kept that nobody reads."""

    def write(self, key: str, value: str) -> None:
        """Write to the store, then to the cache."""
        super().write(key, value)
        self.cache.put(key, value)
