"""Storage classes of S3: which one fits, and what is given up for its price.

Prices of us-east-1 in dollars for a GB and month: https://aws.amazon.com/s3/pricing/
https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
"""

from dataclasses import dataclass

INSTANT = 0.0


@dataclass(frozen=True)
class StorageClass:
    """Price, retrieval and availability; `hours` until an object can be read."""

    dollars: float
    dollars_a_gb_read: float
    hours: float
    zones: int
    days_at_least: int
    availability: float


CLASSES = {
    "STANDARD": StorageClass(0.023, 0, INSTANT, 3, 0, 99.99),
    "INTELLIGENT_TIERING": StorageClass(0.023, 0, INSTANT, 3, 0, 99.9),
    "STANDARD_IA": StorageClass(0.0125, 0.01, INSTANT, 3, 30, 99.9),
    "ONEZONE_IA": StorageClass(0.01, 0.01, INSTANT, 1, 30, 99.5),
    "GLACIER_IR": StorageClass(0.004, 0.03, INSTANT, 3, 90, 99.9),
    "GLACIER": StorageClass(0.0036, 0.01, 5, 3, 90, 99.99),
    "DEEP_ARCHIVE": StorageClass(0.00099, 0.02, 12, 3, 180, 99.99),
}


@dataclass(frozen=True)
class Use:
    """How objects are used; `reads` of each in a month, None when nobody knows."""

    reads: float | None
    hours: float = INSTANT
    days_kept: int = 365
    is_recreatable: bool = False


def choose_class(use: Use) -> str:
    """Return the cheapest class that gives the use what it needs."""
    if use.reads is None:
        return "INTELLIGENT_TIERING"
    fitting = {
        name: kind
        for name, kind in CLASSES.items()
        if kind.hours <= use.hours and (kind.zones > 1 or use.is_recreatable)
    }
    return min(fitting, key=lambda name: calculate_bill(fitting[name], use))


def calculate_bill(kind: StorageClass, use: Use) -> float:
    """Return the dollars for one GB until it is deleted; the class's shortest time is paid."""
    months = max(use.days_kept, kind.days_at_least) / 30
    read = (use.reads or 0) * use.days_kept / 30
    return months * kind.dollars + read * kind.dollars_a_gb_read
