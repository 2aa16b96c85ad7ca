"""What the service as a whole needs: fair shares, health, flags."""

from typing import Protocol

from callnotes.domain.flags import FlagReading


class QuotaLeases(Protocol):
    """Counts the requests of a tenant that are leased to execution environments in a window."""

    def lease(self, tenant: str, window: int, count: int, most: int) -> bool:
        """Lease `count` requests and return True, or False when more than `most` would be leased.

        `window` is its start in seconds since 1970.
        """


class HealthProbe(Protocol):
    """A dependency whose health can be checked."""

    @property
    def name(self) -> str:
        """Its name in the response."""

    def is_healthy(self) -> bool:
        """Return whether the dependency responds in time."""


class FlagSource(Protocol):
    """Where the feature flags come from."""

    def read_flags(self) -> FlagReading:
        """Return the last flags that could be read; never raises."""
