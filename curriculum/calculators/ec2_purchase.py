"""Which way of paying for EC2 fits a workload.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-purchasing-options.html
"""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """What is known of a workload."""

    is_steady: bool = False  # runs all the time for a year or three
    may_be_interrupted: bool = False
    may_change_family: bool = False
    may_move_to_fargate_or_lambda: bool = False
    needs_own_hardware: bool = False
    has_licences_by_core: bool = False
    needs_capacity_in_a_zone: bool = False


# The first that applies.
CHOICES: tuple[tuple[str, Callable[[Workload], bool]], ...] = (
    ("dedicated host", lambda work: work.has_licences_by_core),
    ("dedicated instance", lambda work: work.needs_own_hardware),
    ("spot", lambda work: work.may_be_interrupted),
    ("compute savings plan", lambda w: w.is_steady and w.may_move_to_fargate_or_lambda),
    ("convertible reserved instance", lambda work: work.is_steady and work.may_change_family),
    ("reserved instance", lambda work: work.is_steady),
    ("on-demand capacity reservation", lambda work: work.needs_capacity_in_a_zone),
)


def choose_purchase(workload: Workload) -> str:
    """Return the option that costs least and gives the workload what it needs."""
    return next((name for name, applies in CHOICES if applies(workload)), "on-demand")


def count_paid_seconds(seconds: float) -> int:
    """Return the seconds of an on-demand instance that are paid: 60 at least."""
    return max(60, math.ceil(seconds))
