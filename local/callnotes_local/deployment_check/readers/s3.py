"""Amazon S3 buckets."""

from collections.abc import Callable
from typing import Any, cast

from botocore.exceptions import ClientError

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored


def read_bucket(clients: Clients, resource: Resource) -> Stored:
    """A bucket; completion/ reads its life cycle."""
    s3, name = clients.s3, resource.physical_id
    encryption = _ask(s3.get_bucket_encryption, name).get("ServerSideEncryptionConfiguration", {})
    rules = [_encryption_rule(rule) for rule in encryption.get("Rules", [])]
    ownership = _ask(s3.get_bucket_ownership_controls, name)
    access = _ask(s3.get_public_access_block, name)
    return {
        "BucketName": name,
        "BucketEncryption": {"ServerSideEncryptionConfiguration": rules},
        "OwnershipControls": ownership.get("OwnershipControls"),
        "PublicAccessBlockConfiguration": access.get("PublicAccessBlockConfiguration"),
        "VersioningConfiguration": {"Status": _ask(s3.get_bucket_versioning, name).get("Status")},
        "CorsConfiguration": {"CorsRules": _ask(s3.get_bucket_cors, name).get("CORSRules")},
    }


def read_bucket_policy(clients: Clients, resource: Resource) -> Stored:
    """The policy of a bucket."""
    bucket = resource.properties["Bucket"]
    return {
        "Bucket": bucket,
        "PolicyDocument": _ask(clients.s3.get_bucket_policy, bucket).get("Policy"),
    }


def _ask(call: Callable[..., Any], bucket: str) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", call(Bucket=bucket))
    except ClientError:
        # S3 answers with an error where nothing is set.
        return {}


def _encryption_rule(rule: dict[str, Any]) -> Stored:
    return {
        "ServerSideEncryptionByDefault": rule.get("ApplyServerSideEncryptionByDefault"),
        "BucketKeyEnabled": rule.get("BucketKeyEnabled"),
    }


S3: dict[str, Reader] = {
    "AWS::S3::Bucket": read_bucket,
    "AWS::S3::BucketPolicy": read_bucket_policy,
}
