"""Lifecycle rules of S3 on a calendar: in which class is an object, and when is it gone?

https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from curriculum.calculators.storage_classes import CLASSES

GONE = "gone"
DAYS_BEFORE_IA = 30

type Configuration = dict[str, Any]  # as PutBucketLifecycleConfiguration takes it

# Originals are rarely read after 45 days and may take hours then. Thumbnails are uploaded to
# One Zone-IA, since they can be made again, and go. The bucket has no versions.
RECORDINGS: Configuration = {
    "Rules": [
        {
            "ID": "originals",
            "Status": "Enabled",
            "Filter": {"Prefix": "originals/"},
            "Transitions": [{"Days": 45, "StorageClass": "GLACIER"}],
        },
        {
            "ID": "thumbnails",
            "Status": "Enabled",
            "Filter": {"Prefix": "thumbnails/"},
            "Expiration": {"Days": 45},
        },
    ]
}
# Objects are uploaded to Standard-IA in a bucket with versions: for 15 days the version before is
# there at once, then it is kept for a year where a restore takes up to 48 hours.
VERSIONS: Configuration = {
    "Rules": [
        {
            "ID": "versions",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionTransitions": [
                {"NoncurrentDays": 15, "StorageClass": "DEEP_ARCHIVE"}
            ],
            "NoncurrentVersionExpiration": {"NoncurrentDays": 365},
        }
    ]
}


@dataclass(frozen=True)
class Stored:
    """An object's version: uploaded to a class, and when a newer one or a delete replaced it."""

    key: str
    uploaded: date
    storage_class: str = "STANDARD"
    replaced: date | None = None


def find_class(configuration: Configuration, stored: Stored, day: date) -> str:
    """Return the storage class of the version on a day, or GONE."""
    found = stored.storage_class
    for rule in configuration["Rules"]:
        if rule["Status"] == "Enabled" and stored.key.startswith(rule["Filter"]["Prefix"]):
            found = _apply(rule, stored, day, found)
    return found


def find_faults(configuration: Configuration) -> list[str]:
    """Return what S3 would refuse: a transition to IA of an object younger than 30 days."""
    return [
        f"{rule['ID']}: {step['StorageClass']} after {days} days, {DAYS_BEFORE_IA} at least"
        for rule in configuration["Rules"]
        for step in (*rule.get("Transitions", ()), *rule.get("NoncurrentVersionTransitions", ()))
        if (days := step.get("Days", step.get("NoncurrentDays"))) < DAYS_BEFORE_IA
        and step["StorageClass"] in ("STANDARD_IA", "ONEZONE_IA")
    ]


def _apply(rule: Configuration, stored: Stored, day: date, found: str) -> str:
    if stored.replaced is None or day < stored.replaced:
        since, days, prefix = stored.uploaded, "Days", ""
    else:
        since, days, prefix = stored.replaced, "NoncurrentDays", "NoncurrentVersion"
    age = day - since
    end = rule.get(f"{prefix}Expiration")
    if end and age >= timedelta(end[days]):
        return GONE
    steps: Sequence[Configuration] = rule.get(f"{prefix}Transitions", ())
    passed: list[str] = [step["StorageClass"] for step in steps if age >= timedelta(step[days])]
    return min([found, *passed], key=lambda name: CLASSES[name].dollars)
