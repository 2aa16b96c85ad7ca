"""How long a restore from the archive classes of S3 takes, and which tier is the cheapest in time.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tier:
    """A retrieval tier: hours until a temporary copy is there, and dollars for a GB."""

    name: str
    hours_at_least: float
    hours_at_most: float
    dollars: float


# The cheapest first.
TIERS = {
    "GLACIER": (
        Tier("Bulk", 5, 12, 0),
        Tier("Standard", 3, 5, 0.01),
        Tier("Expedited", 1 / 60, 5 / 60, 0.03),
    ),
    "DEEP_ARCHIVE": (Tier("Bulk", 12, 48, 0.0025), Tier("Standard", 9, 12, 0.02)),
}
DAYS_AT_LEAST = {"GLACIER": 90, "DEEP_ARCHIVE": 180}


def choose_tier(storage_class: str, hours: float) -> Tier:
    """Return the cheapest tier that is done within so many hours; ValueError when none is."""
    for tier in TIERS[storage_class]:
        if tier.hours_at_most <= hours:
            return tier
    raise ValueError(f"No restore from {storage_class} is sure to be done within {hours:g} h")


def count_paid_days(storage_class: str, days: int) -> int:
    """Return the days that are paid for an object deleted after so many."""
    return max(days, DAYS_AT_LEAST[storage_class])
