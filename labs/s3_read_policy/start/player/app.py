"""Plays a recording. The event: key."""

import os
from typing import Any

import boto3

s3 = boto3.client("s3")


def handler(event: Any, context: Any) -> str:
    """Return the recording."""
    response = s3.get_object(Bucket=os.environ["BUCKET_NAME"], Key=event["key"])
    return str(response["Body"].read().decode())
