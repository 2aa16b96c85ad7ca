"""Four ways to encrypt an object: who does it, who keeps the key.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingEncryption.html
"""

import os
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from examples.envelope import Envelope, decrypt, encrypt


@dataclass(frozen=True)
class Way:
    """A way to encrypt at rest."""

    encrypts: str
    keeps_the_key: str
    decides_who_reads: str


WAYS = {
    "SSE-S3": Way("S3", "S3", "policies on the object"),
    "SSE-KMS": Way("S3", "KMS", "policies on the object, and on the key"),
    "SSE-C": Way("S3", "the client, who sends it each time", "who has the key"),
    "client-side": Way("the client", "the client, or KMS for it", "who has the key"),
}


def put_with_s3_key(s3: Any, bucket: str, key: str, body: bytes) -> None:
    """Header x-amz-server-side-encryption: AES256."""
    s3.put_object(Bucket=bucket, Key=key, Body=body, ServerSideEncryption="AES256")


def put_with_kms_key(s3: Any, bucket: str, key: str, body: bytes, kms_key: str) -> None:
    """Header x-amz-server-side-encryption: aws:kms; a bucket key spares calls of KMS."""
    s3.put_object(
        Bucket=bucket,
        Key=key,
        Body=body,
        ServerSideEncryption="aws:kms",
        SSEKMSKeyId=kms_key,
        BucketKeyEnabled=True,
    )


def put_with_own_key(s3: Any, bucket: str, key: str, body: bytes) -> bytes:
    """Send a new key with the object, over HTTPS only, and return it: S3 forgets it."""
    _require_https(s3)
    own = os.urandom(32)
    s3.put_object(
        Bucket=bucket, Key=key, Body=body, SSECustomerAlgorithm="AES256", SSECustomerKey=own
    )
    return own


def get_with_own_key(s3: Any, bucket: str, key: str, own: bytes) -> bytes:
    """Read it; without the key that it came with S3 answers with an error."""
    _require_https(s3)
    found = s3.get_object(Bucket=bucket, Key=key, SSECustomerAlgorithm="AES256", SSECustomerKey=own)
    body: bytes = found["Body"].read()
    return body


def put_encrypted(s3: Any, kms: Any, bucket: str, key: str, body: bytes, kms_key: str) -> None:
    """Encrypt here; the encrypted data key goes into the object's metadata."""
    envelope = encrypt(kms, kms_key, body)
    metadata = {"encrypted-key": envelope.encrypted_key.hex()}
    s3.put_object(Bucket=bucket, Key=key, Body=envelope.ciphertext, Metadata=metadata)


def get_encrypted(s3: Any, kms: Any, bucket: str, key: str) -> bytes:
    """Read ciphertext, and decrypt it here."""
    found = s3.get_object(Bucket=bucket, Key=key)
    encrypted_key = bytes.fromhex(found["Metadata"]["encrypted-key"])
    return decrypt(kms, Envelope(encrypted_key, found["Body"].read()))


def _require_https(s3: Any) -> None:
    """A key never travels in the clear; only this machine's own addresses may do without."""
    address = urlsplit(s3.meta.endpoint_url)
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost"):
        raise ValueError(f"A key of one's own needs HTTPS, not {s3.meta.endpoint_url}")
