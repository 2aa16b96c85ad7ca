"""Emptying versioned buckets: every version and every delete marker."""

from itertools import batched
from typing import TYPE_CHECKING, Any

from callnotes_local.errors import CliError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DELETE_OBJECTS_LIMIT = 1000


def empty_bucket(s3: "S3Client", bucket: str, prefix: str = "") -> int:
    """Remove all versions below a prefix; return how many there were."""
    removed, both = 0, "[Versions, DeleteMarkers][].{Key: Key, VersionId: VersionId}"
    pages: Any = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    for versions in batched(pages.search(both), DELETE_OBJECTS_LIMIT, strict=False):
        response = s3.delete_objects(Bucket=bucket, Delete={"Objects": versions, "Quiet": True})
        for error in response.get("Errors", []):
            raise CliError(
                f"{error['Key']} in {bucket} cannot be removed.",
                f"{error['Code']}: {error.get('Message', '')}",
                "see who may delete there (bucket policy, object lock), then run the command again",
            )
        removed += len(versions)
    return removed
