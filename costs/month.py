"""The bill of a month: what actions use and what stands, by meter and service, in dollars."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from costs.prices import PRICES
from costs.usage import Reckoner, Usage
from costs.wiring import DEFAULT_SAMPLING, Sampling

SIZES = (1_000, 100_000, 10_000_000)
SECONDS = 30 * 24 * 3600
METHODS = {"DELETE", "GET", "POST", "PUT"}


@dataclass(frozen=True)
class Month:
    """The quantities of a month by meter: those of actions, and those of an idle stack."""

    used: Counter[str]
    standing: Counter[str]

    @cached_property
    def services(self) -> dict[str, float]:
        """Return the dollars by service, what stands included, dearest first."""
        found: defaultdict[str, float] = defaultdict(float)
        for meter, quantity in (*self.used.items(), *self.standing.items()):
            found[PRICES[meter].service] += PRICES[meter].of(quantity)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def dollars(self) -> float:
        """Return the whole bill."""
        return sum(self.services.values())

    @property
    def standing_dollars(self) -> float:
        """Return what the stack costs when nobody uses it."""
        return sum(PRICES[meter].of(quantity) for meter, quantity in self.standing.items())

    def to_json(self) -> dict[str, Any]:
        """Return quantities by meter, dollars by service, and the sum."""
        parts = {"used": dict(self.used), "standing": dict(self.standing)}
        return parts | {"services": self.services, "dollars": self.dollars}


def reckon_month(reckoner: Reckoner, actions: dict[str, int]) -> Month:
    """Return the month in which each action is done so many times, evenly spread."""
    used, starts = Counter[str](), Counter[str]()
    for action, times in actions.items():
        usage = reckoner.reckon(action)
        for total, part in ((used, usage.meters), (starts, usage.starts)):
            for name, quantity in part.items():
                total[name] += quantity * times
    used["trace"] = round(_count_traces(reckoner, Usage(starts=starts)))
    polls = reckoner.data["estimates"]["polls_of_a_mapping"]
    return Month(used, reckoner.wiring.count_standing(polls))


def mix(reckoner: Reckoner, actions: int) -> dict[str, int]:
    """Return so many actions in the shares of the data."""
    rows = reckoner.data["actions"].items()
    return {action: round(row["share"] * actions) for action, row in rows}


def _count_traces(reckoner: Reckoner, usage: Usage) -> float:
    """The requests of a rule share its reservoir; a function that starts by itself has its own."""
    groups: Counter[Sampling | str] = Counter()
    for start, times in usage.starts.items():
        rule = reckoner.wiring.sampling(start)
        groups[rule if start in METHODS else start] += times
    traces = 0.0
    for group, times in groups.items():
        rule = DEFAULT_SAMPLING if isinstance(group, str) else group
        kept = min(times, rule.reservoir * SECONDS)
        traces += kept + rule.rate * (times - kept)
    return traces
