"""`ports.QuotaLeases` in memory."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class FakeQuota:
    leased: Counter[tuple[str, int]] = field(default_factory=Counter)

    def lease(self, tenant: str, window: int, count: int, most: int) -> bool:
        if self.leased[tenant, window] + count > most:
            return False
        self.leased[tenant, window] += count
        return True
