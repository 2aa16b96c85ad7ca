"""How a load balancer's zones share the load with and without cross-zone load balancing.

https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Balancer:
    """Whether cross-zone is on unless one says otherwise, can be off, and costs transfer."""

    is_on: bool
    is_always_on: bool
    is_charged: bool


# An Application Load Balancer is always on; a target group of it may switch it off for itself.
BALANCERS = {
    "application": Balancer(is_on=True, is_always_on=True, is_charged=False),
    "network": Balancer(is_on=False, is_always_on=False, is_charged=True),
    "gateway": Balancer(is_on=False, is_always_on=False, is_charged=True),
}


def share_load(load: float, targets: list[int], *, cross_zone: bool) -> list[float]:
    """Return what one target gets in each zone, `targets` being their numbers by zone.

    Clients reach each zone that has a target alike; its node serves all zones, or its own.
    """
    if cross_zone:
        return [load / sum(targets) if count else 0 for count in targets]
    zones = sum(count > 0 for count in targets)
    return [load / zones / count if count else 0 for count in targets]


def share_load_of(balancer: str, load: float, targets: list[int]) -> list[float]:
    """Return the shares behind a balancer of this kind as it is unless one changes it."""
    return share_load(load, targets, cross_zone=BALANCERS[balancer].is_on)
