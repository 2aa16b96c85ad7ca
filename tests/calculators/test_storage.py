"""DynamoDB and S3: units, classes, rules and rates."""

from collections import Counter
from datetime import date, timedelta

import pytest

from curriculum.calculators.capacity_units import Read, count_read_units, count_write_units
from curriculum.calculators.glacier import choose_tier, count_paid_days
from curriculum.calculators.lifecycle import (
    GONE,
    RECORDINGS,
    VERSIONS,
    Stored,
    find_class,
    find_faults,
)
from curriculum.calculators.s3_requests import count_prefixes, spread_key
from curriculum.calculators.storage_classes import CLASSES, Use, choose_class

DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("per_second", "kb", "units"), [(10, 2, 20), (6, 4.5, 30), (2, 4.5, 10), (1, 0.1, 1)]
)
def test_writes_need(per_second: int, kb: float, units: int) -> None:
    assert count_write_units(per_second, kb) == units
    assert count_write_units(per_second, kb, transactional=True) == 2 * units


@pytest.mark.parametrize(
    ("per_second", "kb", "read", "units"),
    [
        (10, 4, Read.STRONG, 10),
        (16, 12, Read.EVENTUAL, 24),
        (10, 6, Read.STRONG, 20),
        (10, 4, Read.TRANSACTIONAL, 20),
        (1, 4, Read.EVENTUAL, 1),
    ],
)
def test_reads_need(per_second: int, kb: float, read: Read, units: int) -> None:
    assert count_read_units(per_second, kb, read) == units


@pytest.mark.parametrize(
    ("use", "chosen"),
    [
        (Use(reads=10), "STANDARD"),
        (Use(reads=0.5), "STANDARD_IA"),
        (Use(reads=0.5, is_recreatable=True), "ONEZONE_IA"),
        (Use(reads=None), "INTELLIGENT_TIERING"),
        (Use(reads=0.1), "GLACIER_IR"),
        (Use(reads=0.01, hours=6), "GLACIER"),
        (Use(reads=0, hours=48), "DEEP_ARCHIVE"),
        (Use(reads=0.5, days_kept=7), "STANDARD"),
    ],
    ids=["hot", "rare", "thumbnails", "unknown", "quarterly", "hours", "archive", "a week"],
)
def test_class_for_a_use(use: Use, chosen: str) -> None:
    assert choose_class(use) == chosen


def test_a_lower_price_is_paid_for_by_retrieval_or_availability() -> None:
    standard = CLASSES["STANDARD"]
    for name, kind in CLASSES.items():
        if kind.dollars < standard.dollars:
            assert kind.dollars_a_gb_read > 0, name
            assert kind.days_at_least > 0, name
    assert min(CLASSES, key=lambda name: CLASSES[name].availability) == "ONEZONE_IA"


@pytest.mark.parametrize(
    ("stored", "days", "found"),
    [
        (Stored("originals/1", DAY), 44, "STANDARD"),
        (Stored("originals/1", DAY), 45, "GLACIER"),
        (Stored("originals/1", DAY), 4000, "GLACIER"),
        (Stored("thumbnails/1", DAY, "ONEZONE_IA"), 44, "ONEZONE_IA"),
        (Stored("thumbnails/1", DAY, "ONEZONE_IA"), 45, GONE),
    ],
)
def test_recordings_and_thumbnails(stored: Stored, days: int, found: str) -> None:
    assert find_class(RECORDINGS, stored, DAY + timedelta(days)) == found


@pytest.mark.parametrize(
    ("days", "found"),
    [(0, "STANDARD_IA"), (114, "STANDARD_IA"), (115, "DEEP_ARCHIVE"), (464, "DEEP_ARCHIVE")],
)
def test_a_replaced_version_is_at_hand_for_15_days_and_kept_for_a_year(
    days: int, found: str
) -> None:
    stored = Stored("report", DAY, "STANDARD_IA", replaced=DAY + timedelta(100))
    assert find_class(VERSIONS, stored, DAY + timedelta(days)) == found
    assert find_class(VERSIONS, stored, DAY + timedelta(465)) == GONE


def test_the_current_version_stays() -> None:
    stored = Stored("report", DAY, "STANDARD_IA")
    assert find_class(VERSIONS, stored, DAY + timedelta(4000)) == "STANDARD_IA"


def test_a_rule_that_s3_would_refuse_is_named() -> None:
    hasty = {
        "ID": "hasty",
        "NoncurrentVersionTransitions": [{"NoncurrentDays": 15, "StorageClass": "STANDARD_IA"}],
    }
    assert find_faults({"Rules": [hasty]}) == ["hasty: STANDARD_IA after 15 days, 30 at least"]
    assert not find_faults(RECORDINGS)
    assert not find_faults(VERSIONS)


@pytest.mark.parametrize(
    ("storage_class", "hours", "tier"),
    [
        ("GLACIER", 0.1, "Expedited"),
        ("GLACIER", 6, "Standard"),
        ("GLACIER", 12, "Bulk"),
        ("DEEP_ARCHIVE", 12, "Standard"),
        ("DEEP_ARCHIVE", 48, "Bulk"),
    ],
)
def test_cheapest_tier_in_time(storage_class: str, hours: float, tier: str) -> None:
    assert choose_tier(storage_class, hours).name == tier


def test_deep_archive_is_never_there_within_6_hours() -> None:
    with pytest.raises(ValueError, match="within 6 h"):
        choose_tier("DEEP_ARCHIVE", 6)


@pytest.mark.parametrize(
    ("storage_class", "days", "paid"),
    [("GLACIER", 10, 90), ("GLACIER", 100, 100), ("DEEP_ARCHIVE", 100, 180)],
)
def test_an_early_deletion_saves_nothing(storage_class: str, days: int, paid: int) -> None:
    assert count_paid_days(storage_class, days) == paid


@pytest.mark.parametrize(
    ("reads", "writes", "prefixes"), [(5500, 0, 1), (5501, 0, 2), (22_000, 0, 4), (5500, 3500, 2)]
)
def test_a_rate_of_requests_needs_prefixes(reads: int, writes: int, prefixes: int) -> None:
    assert count_prefixes(reads, writes) == prefixes


def test_keys_spread_over_prefixes_evenly_and_stay_where_they_are() -> None:
    keys = [f"2026/01/01/{number}.wav" for number in range(4000)]
    found = Counter(spread_key(key, 4).split("/")[0] for key in keys)
    assert set(found) == {"00", "01", "02", "03"}
    assert max(found.values()) < 1100
    assert spread_key(keys[0], 4) == spread_key(keys[0], 4)
