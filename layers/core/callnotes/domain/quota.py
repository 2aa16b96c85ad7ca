"""A tenant's share of the API, counted where requests are served; decision 12."""

from collections.abc import Callable

from callnotes.domain.errors import TooManyRequests

WINDOW_SECONDS = 10
# The part of a tenant's share that an execution environment serves, or leases, at a time.
BATCHES = 50

# Takes tenant, start of the window in seconds, how many requests, and how many are leased at most
# in the window; returns whether they are granted.
type Lease = Callable[[str, int, int, int], bool]


class TenantQuota:
    """The requests of each tenant in the current window, in one execution environment.

    The first batch needs no call, so that tenants with few requests cost nothing. Further batches
    are leased from a counter that all environments share. A tenant that has used up its share is
    refused without a call until the window ends.
    """

    def __init__(self, lease: Lease, rate: int) -> None:
        """Grant each tenant `rate` requests a second, over the window."""
        self._lease = lease
        self._limit = rate * WINDOW_SECONDS
        self._batch = max(1, self._limit // BATCHES)
        self._window = 0
        self._left: dict[str, int] = {}
        self._refused: set[str] = set()

    def take(self, tenant: str, now: float) -> None:
        """Count a request; raise TooManyRequests when the tenant's share is used up.

        Raises Unavailable when the counter cannot be read; the batch then counts as granted.
        """
        self._enter(int(now) // WINDOW_SECONDS * WINDOW_SECONDS)
        left = self._left.get(tenant, self._batch)
        self._left[tenant] = (left or self._batch) - 1
        if left == 0 and tenant not in self._refused:
            most = self._limit - self._batch
            if not self._lease(tenant, self._window, self._batch, most):
                self._refused.add(tenant)
        if tenant in self._refused:
            raise TooManyRequests(self._window + WINDOW_SECONDS - int(now))

    def _enter(self, window: int) -> None:
        if window != self._window:
            self._window = window
            self._left.clear()
            self._refused.clear()
