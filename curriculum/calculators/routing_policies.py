"""What Route 53 answers, by routing policy.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from random import Random

DEFAULT = "*"
MOST_VALUES = 8
MOST_CHECKS = 256


@dataclass(frozen=True)
class Record:
    """One of several records with a name; the policy says which of the fields counts."""

    value: str
    is_healthy: bool = True
    weight: int = 1
    region: str = ""
    is_primary: bool = False
    location: str = DEFAULT  # a country, a continent, or all
    cidr: str = DEFAULT
    bias: int = 0  # -99 to 99


def answer_simple(values: Sequence[str], random: Random) -> list[str]:
    """All values of the one record, in any order; nobody asks whether they are healthy."""
    return random.sample(values, len(values))


def answer_weighted(records: Sequence[Record], random: Random) -> Record:
    """One of the healthy, as often as its weight among theirs; 0 gets nothing."""
    healthy = _healthy(records)
    weights = [record.weight for record in healthy]
    return random.choices(healthy, weights if any(weights) else None)[0]


def answer_latency(records: Sequence[Record], milliseconds: Mapping[str, float]) -> Record:
    """The healthy one whose Region is the quickest for the user."""
    return min(_healthy(records), key=lambda record: milliseconds[record.region])


def answer_failover(records: Sequence[Record]) -> Record:
    """The primary while it is healthy; when neither is, the primary again."""
    return max(records, key=lambda record: (record.is_healthy, record.is_primary))


def answer_geolocation(records: Sequence[Record], country: str, continent: str) -> Record | None:
    """The record of the user's country, else of the continent, else the default one."""
    by_place = {record.location: record for record in _healthy(records)}
    places = (country, continent, DEFAULT)
    return next((by_place[place] for place in places if place in by_place), None)


def answer_geoproximity(records: Sequence[Record], kilometres: Mapping[str, float]) -> Record:
    """The nearest; a bias above 0 draws users from further away, one below 0 sends them away."""

    def biased(record: Record) -> float:
        distance = kilometres[record.region]
        if record.bias >= 0:
            return distance * (1 - record.bias / 100)
        return distance / (1 + record.bias / 100)

    return min(_healthy(records), key=biased)


def answer_ip_based(records: Sequence[Record], address: str) -> Record | None:
    """The record of the longest block of addresses that the user's is in, else the default."""
    blocks = {r.cidr: r for r in _healthy(records) if r.cidr != DEFAULT}
    matching = [block for block in blocks if ip_address(address) in ip_network(block)]
    if matching:
        return blocks[max(matching, key=lambda block: ip_network(block).prefixlen)]
    return next((record for record in records if record.cidr == DEFAULT), None)


def answer_multivalue(records: Sequence[Record], random: Random) -> list[Record]:
    """Up to eight of the healthy, in any order."""
    healthy = _healthy(records)
    return random.sample(healthy, min(MOST_VALUES, len(healthy)))


def is_calculated_check_healthy(children: Sequence[bool], at_least: int) -> bool:
    """Whether a health check over others (256 at most) is: so many of them must be."""
    if len(children) > MOST_CHECKS:
        raise ValueError(f"A calculated check watches {MOST_CHECKS} checks, not {len(children)}")
    return sum(children) >= at_least


def _healthy(records: Sequence[Record]) -> list[Record]:
    """When none is healthy, Route 53 treats all as if they were."""
    return [record for record in records if record.is_healthy] or list(records)
