"""Makes a link to a dictation. The event: key, and seconds (optional) that the link is valid."""

import os
from typing import Any

import boto3
from botocore.config import Config

# Signature version 4 in every Region.
s3 = boto3.client("s3", config=Config(signature_version="s3v4"))


def handler(event: Any, context: Any) -> str:
    """Return the link; anybody who has it may use it, without signing in."""
    return s3.generate_presigned_url(
        "get_object",
        Params={"Bucket": os.environ["BUCKET_NAME"], "Key": event["key"]},
        ExpiresIn=604_800,
    )
