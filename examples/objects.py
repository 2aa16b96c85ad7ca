"""A bucket's name, and what is known of an object without reading it.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingObjects.html
"""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError


@dataclass(frozen=True)
class Facts:
    """What HeadObject and GetObjectTagging say."""

    size: int
    content_type: str
    metadata: dict[str, str]
    tags: dict[str, str]
    version: str | None


def find_bucket(s3: Any, bucket: str) -> str:
    """Return `mine`, `of another` (a name is taken in all accounts) or `free`, by HeadBucket."""
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        names = {403: "of another", 404: "free"}
        if status not in names:
            raise
        return names[status]
    return "mine"


def read_facts(s3: Any, bucket: str, key: str) -> Facts:
    """Return the facts of an object, its body left where it is."""
    head = s3.head_object(Bucket=bucket, Key=key)
    tags = s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]
    return Facts(
        head["ContentLength"],
        head["ContentType"],
        head["Metadata"],
        {tag["Key"]: tag["Value"] for tag in tags},
        head.get("VersionId"),
    )
