"""The objects of a bucket, listed by client and by resource, and page by page.

A resource is the comfortable layer; boto3 adds nothing to it any more.
https://docs.aws.amazon.com/boto3/latest/guide/paginators.html
"""

from dataclasses import dataclass
from typing import Any


def list_by_client(s3: Any, bucket: str) -> list[str]:
    """Return the keys out of the raw answers: a page of 1,000 keys at most, or no Contents."""
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return [found["Key"] for page in pages for found in page.get("Contents", ())]


def list_by_resource(s3: Any, bucket: str) -> list[str]:
    """Return the same keys from objects that ask for the next page by themselves."""
    return [found.key for found in s3.Bucket(bucket).objects.all()]


@dataclass(frozen=True)
class Listed:
    """Keys, and where to go on when there are more."""

    keys: list[str]
    next_token: str | None


def list_some(
    s3: Any,
    bucket: str,
    page_size: int | None = None,
    max_items: int | None = None,
    starting_token: str | None = None,
) -> Listed:
    """List as the AWS CLI does with --page-size, --max-items and --starting-token.

    The page size is that of each call and changes nothing in the output; the items are.
    """
    config = {"PageSize": page_size, "MaxItems": max_items, "StartingToken": starting_token}
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig=config)
    found = pages.build_full_result()
    return Listed([each["Key"] for each in found.get("Contents", ())], found.get("NextToken"))
