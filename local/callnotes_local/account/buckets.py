"""Emptying versioned buckets: every version and every marker, until nothing is left."""

from typing import Any

from callnotes_local.errors import CliError


def empty_bucket(s3: Any, bucket: str, prefix: str = "") -> int:
    """Remove all versions below a prefix; return how many there were."""
    removed = 0
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for page in pages:
        versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if versions:
            _delete(s3, bucket, versions)
            removed += len(versions)
    return removed


def is_empty(s3: Any, bucket: str) -> bool:
    """Tell whether a bucket has no version of anything."""
    page = s3.list_object_versions(Bucket=bucket, MaxKeys=1)
    return not (page.get("Versions") or page.get("DeleteMarkers"))


def _delete(s3: Any, bucket: str, versions: list[Any]) -> None:
    objects = [{"Key": v["Key"], "VersionId": v["VersionId"]} for v in versions]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
    for error in answer.get("Errors", []):
        raise CliError(
            f"{error['Key']} in {bucket} cannot be removed.",
            f"{error['Code']}: {error.get('Message', '')}",
            "see who may delete there (bucket policy, object lock), then run the command again",
        )
