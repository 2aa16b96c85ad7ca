"""Objects with versions: what a delete leaves, and how the last version comes back.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Version:
    """An entry of a key's history, the newest first."""

    id: str
    is_marker: bool


def set_versioning(s3: Any, bucket: str, *, enabled: bool) -> None:
    """Switch versioning on, or suspend it: off as before the first time, it never is again."""
    status = "Enabled" if enabled else "Suspended"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def list_versions(s3: Any, bucket: str, key: str) -> list[Version]:
    """Return the versions and delete markers of a key."""
    found = s3.list_object_versions(Bucket=bucket, Prefix=key)
    kept = [(v, False) for v in found.get("Versions", ())]
    marked = [(m, True) for m in found.get("DeleteMarkers", ())]
    newest_first = sorted(kept + marked, key=lambda each: not each[0]["IsLatest"])
    return [Version(entry["VersionId"], is_marker) for entry, is_marker in newest_first]


def undelete(s3: Any, bucket: str, key: str) -> bool:
    """Remove the delete marker that hides the key; return whether there was one."""
    latest = next(iter(list_versions(s3, bucket, key)), None)
    if latest is None or not latest.is_marker:
        return False
    s3.delete_object(Bucket=bucket, Key=key, VersionId=latest.id)
    return True
