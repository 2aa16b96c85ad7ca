"""The bucket of packaged code: one on the local cloud, one for each region of an account."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from callnotes_local.cloud.buckets import empty_bucket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LOCAL = "callnotes-labs"
# S3 takes no location for its oldest region.
OLDEST_REGION = "us-east-1"
OWN_ALREADY = "BucketAlreadyOwnedByYou"


@dataclass(frozen=True)
class CodeBucket:
    """`account` and `region` are None on the local cloud.

    Bucket names are unique in the world: the account is in the name, and S3 refuses to write when
    the bucket is somebody else's.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
    """

    s3: "S3Client"
    account: str | None = None
    region: str | None = None

    @property
    def name(self) -> str:
        """`callnotes-labs`, or `callnotes-labs-<account>-<region>`."""
        return "-".join(filter(None, (LOCAL, self.account, self.region)))

    def store(self, key: str, body: bytes) -> dict[str, str]:
        """Upload an archive; where CloudFormation finds it."""
        self._create()
        owner: Any = {"ExpectedBucketOwner": self.account} if self.account else {}
        self.s3.put_object(Bucket=self.name, Key=key, Body=body, **owner)
        return {"S3Bucket": self.name, "S3Key": key}

    def remove(self, prefix: str) -> None:
        """Remove the archives of a lab; the bucket of an account too, once it is empty."""
        try:
            empty_bucket(self.s3, self.name, prefix)
        except self.s3.exceptions.NoSuchBucket:
            return
        if self.account and not self.s3.list_objects_v2(Bucket=self.name)["KeyCount"]:
            self.s3.delete_bucket(Bucket=self.name)

    def _create(self) -> None:
        elsewhere = self.region not in (None, OLDEST_REGION)
        location: Any = (
            {"CreateBucketConfiguration": {"LocationConstraint": self.region}} if elsewhere else {}
        )
        try:
            self.s3.create_bucket(Bucket=self.name, **location)
        except ClientError as error:
            if error.response["Error"]["Code"] != OWN_ALREADY:
                raise
