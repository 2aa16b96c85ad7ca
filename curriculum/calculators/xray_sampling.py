"""Which requests X-Ray keeps: a reservoir each second, and a share of what is above it.

https://docs.aws.amazon.com/xray/latest/devguide/xray-console-sampling.html
"""

from dataclasses import dataclass

DOLLARS_A_TRACE = 5.00 / 1_000_000


@dataclass(frozen=True)
class Rule:
    """A sampling rule; unless one changes it, the first request of a second and 5 % beyond."""

    reservoir: int = 1
    rate: float = 0.05

    def count_sampled(self, requests: int) -> float:
        """Return how many of a second's requests are kept on average."""
        kept = min(requests, self.reservoir)
        return kept + (requests - kept) * self.rate


def calculate_bill(rule: Rule, requests: int, seconds: int = 30 * 24 * 3600) -> float:
    """Return the dollars for the traces of a month with so many requests each second."""
    return rule.count_sampled(requests) * seconds * DOLLARS_A_TRACE
