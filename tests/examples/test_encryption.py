"""KMS and the four ways to encrypt an object."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag

from examples import uploads
from examples.envelope import (
    DataKeyCache,
    Envelope,
    decrypt,
    encrypt,
    encrypt_with,
    make_key_for_later,
)
from examples.rotation import rotate_by_hand, rotate_now, rotate_yearly
from tests.adapters.clock import Clock
from tests.examples.conftest import MakeClient

TEXT = b"a transcript " * 1000  # more than the 4 KB that KMS itself encrypts


@pytest.fixture
def kms(local: MakeClient) -> Any:
    return local("kms")


@pytest.fixture
def key(kms: Any) -> str:
    key_id: str = kms.create_key()["KeyMetadata"]["KeyId"]
    return key_id


@pytest.fixture
def s3(local: MakeClient) -> Any:
    return local("s3")


def test_a_large_text_opens_with_its_data_key(kms: Any, key: str) -> None:
    envelope = encrypt(kms, key, TEXT)
    assert TEXT[:13] not in envelope.ciphertext
    assert decrypt(kms, envelope) == TEXT


def test_each_text_has_a_data_key_of_its_own(kms: Any, key: str) -> None:
    one, other = encrypt(kms, key, TEXT), encrypt(kms, key, TEXT)
    assert one.encrypted_key != other.encrypted_key
    with pytest.raises(InvalidTag):
        decrypt(kms, Envelope(other.encrypted_key, one.ciphertext))


def test_a_key_for_later_is_handed_out_closed(kms: Any, key: str) -> None:
    closed = make_key_for_later(kms, key)
    assert decrypt(kms, encrypt_with(kms, closed, TEXT)) == TEXT


class Counting:
    """A client of KMS that refuses after so many data keys, as KMS does above its quota."""

    def __init__(self, kms: Any, quota: int) -> None:
        self.kms, self.quota, self.made = kms, quota, 0

    def generate_data_key(self, **asked: str) -> Any:
        self.made += 1
        if self.made > self.quota:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "GenerateDataKey")
        return self.kms.generate_data_key(**asked)


def test_without_a_cache_the_quota_is_used_up(kms: Any, key: str) -> None:
    counting = Counting(kms, quota=3)
    for _ in range(3):
        encrypt(counting, key, TEXT)
    with pytest.raises(ClientError, match="ThrottlingException"):
        encrypt(counting, key, TEXT)


def test_a_cached_data_key_stays_within_the_quota(kms: Any, key: str) -> None:
    counting, clock = Counting(kms, quota=3), Clock()
    cache = DataKeyCache(counting, key, clock, seconds=300, messages=10)
    made = [cache.encrypt(TEXT) for _ in range(20)]
    assert counting.made == 2
    assert {decrypt(kms, envelope) for envelope in made} == {TEXT}
    clock.now += 301
    cache.encrypt(TEXT)
    assert counting.made == 3


def test_a_rotated_key_opens_what_it_has_sealed_before(aws: MakeClient) -> None:
    kms = aws("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"card")["CiphertextBlob"]
    rotate_yearly(kms, key)
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]
    rotate_now(kms, key)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"card"
    (rotation,) = kms.list_key_rotations(KeyId=key)["Rotations"]
    assert rotation["RotationType"] == "ON_DEMAND"


def test_a_disabled_key_opens_nothing_until_it_is_enabled(kms: Any, key: str) -> None:
    sealed = kms.encrypt(KeyId=key, Plaintext=b"card")["CiphertextBlob"]
    kms.disable_key(KeyId=key)
    with pytest.raises(kms.exceptions.DisabledException):
        kms.decrypt(CiphertextBlob=sealed)
    kms.enable_key(KeyId=key)
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"card"


def test_an_alias_moves_and_the_old_key_still_opens_its_own(kms: Any, key: str) -> None:
    alias = f"alias/{key}"
    kms.create_alias(AliasName=alias, TargetKeyId=key)
    old = kms.encrypt(KeyId=alias, Plaintext=b"card")
    new_key = rotate_by_hand(kms, alias)
    new = kms.encrypt(KeyId=alias, Plaintext=b"card")
    assert old["KeyId"].endswith(key)
    assert new["KeyId"].endswith(new_key)
    for sealed in (old, new):
        opened = kms.decrypt(CiphertextBlob=sealed["CiphertextBlob"])
        assert (opened["Plaintext"], opened["KeyId"]) == (b"card", sealed["KeyId"])


def head(s3: Any, bucket: str, key: str) -> Any:
    return s3.head_object(Bucket=bucket, Key=key)


def test_s3_encrypts_with_its_own_key(s3: Any, bucket: str) -> None:
    uploads.put_with_s3_key(s3, bucket, "1", TEXT)
    assert head(s3, bucket, "1")["ServerSideEncryption"] == "AES256"


def test_s3_encrypts_with_a_key_of_kms(s3: Any, bucket: str, key: str) -> None:
    uploads.put_with_kms_key(s3, bucket, "1", TEXT, key)
    found = head(s3, bucket, "1")
    assert found["ServerSideEncryption"] == "aws:kms"
    assert found["SSEKMSKeyId"].endswith(key)


def test_s3_sees_ciphertext_only(s3: Any, bucket: str, kms: Any, key: str) -> None:
    uploads.put_encrypted(s3, kms, bucket, "1", TEXT, key)
    stored = s3.get_object(Bucket=bucket, Key="1")["Body"].read()
    assert TEXT[:13] not in stored
    assert uploads.get_encrypted(s3, kms, bucket, "1") == TEXT


def test_s3_forgets_the_key_of_the_client(s3: Any, bucket: str) -> None:
    own = uploads.put_with_own_key(s3, bucket, "1", TEXT)
    assert uploads.get_with_own_key(s3, bucket, "1", own) == TEXT
    with pytest.raises(ClientError, match="AccessDenied"):
        uploads.get_with_own_key(s3, bucket, "1", bytes(32))
    with pytest.raises(ClientError, match="InvalidRequest"):
        s3.get_object(Bucket=bucket, Key="1")


def test_a_key_of_the_client_goes_over_https_only() -> None:
    plain = boto3.client("s3", endpoint_url="http://s3.us-east-1.amazonaws.com")
    with pytest.raises(ValueError, match="HTTPS"):
        uploads.put_with_own_key(plain, "recordings", "1", TEXT)
    with pytest.raises(ValueError, match="HTTPS"):
        uploads.get_with_own_key(plain, "recordings", "1", bytes(32))


def test_the_ways_differ_in_who_encrypts_and_who_keeps_the_key() -> None:
    assert len({(way.encrypts, way.keeps_the_key) for way in uploads.WAYS.values()}) == 4
    assert [name for name, way in uploads.WAYS.items() if way.encrypts != "S3"] == ["client-side"]
