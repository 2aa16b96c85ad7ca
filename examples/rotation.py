"""Rotation of a KMS key: by KMS, every year; by hand, with an alias that moves.

https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
"""

from typing import Any


def rotate_yearly(kms: Any, key_id: str) -> None:
    """Let KMS make new key material every year; the id stays, and old ciphertext opens."""
    kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=365)


def rotate_now(kms: Any, key_id: str) -> None:
    """Make new key material now; nobody who uses the key has to know."""
    kms.rotate_key_on_demand(KeyId=key_id)


def rotate_by_hand(kms: Any, alias: str) -> str:
    """Make a new key and move the alias to it; return its id.

    The old key stays, for what it has encrypted: Decrypt finds it in the ciphertext.
    """
    key_id: str = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.update_alias(AliasName=alias, TargetKeyId=key_id)
    return key_id
