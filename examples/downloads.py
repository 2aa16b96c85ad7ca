"""A large object in ranges beside each other; only a range that failed is read again.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance-guidelines.html
"""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

ATTEMPTS = 3


def set_acceleration(s3: Any, bucket: str) -> None:
    """Let uploads enter AWS at the nearest edge location; clients say so, too."""
    s3.put_bucket_accelerate_configuration(
        Bucket=bucket, AccelerateConfiguration={"Status": "Enabled"}
    )


def make_accelerated_client() -> Any:
    """Return a client that calls the nearest edge location instead of the bucket's Region."""
    return boto3.client("s3", config=Config(s3={"use_accelerate_endpoint": True}))


def download(s3: Any, bucket: str, key: str, part_bytes: int = 8 << 20) -> bytes:
    """Return the object, read in parts; raise the error of a part that fails each time.

    All parts are of the object that there was in the beginning: another one is a 412.
    """
    head = s3.head_object(Bucket=bucket, Key=key)
    starts = range(0, head["ContentLength"], part_bytes)

    def read(start: int) -> bytes:
        span = f"bytes={start}-{min(start + part_bytes, head['ContentLength']) - 1}"
        return _read_part(s3, Bucket=bucket, Key=key, Range=span, IfMatch=head["ETag"])

    with ThreadPoolExecutor(max_workers=4) as pool:
        return b"".join(pool.map(read, starts))


def _read_part(s3: Any, **asked: str) -> bytes:
    for attempt in range(ATTEMPTS):
        try:
            body: bytes = s3.get_object(**asked)["Body"].read()
        except (BotoCoreError, ClientError):
            if attempt == ATTEMPTS - 1:
                raise
        else:
            break
    return body
