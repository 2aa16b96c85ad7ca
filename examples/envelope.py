"""Envelope encryption: a data key encrypts the data, KMS encrypts the data key.

https://docs.aws.amazon.com/kms/latest/developerguide/kms-cryptography.html#enveloping
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


@dataclass(frozen=True)
class Envelope:
    """Ciphertext, and the key to it, which only KMS opens."""

    encrypted_key: bytes
    ciphertext: bytes


def encrypt(kms: Any, key_id: str, plaintext: bytes) -> Envelope:
    """Encrypt data of any size here, with a new data key; its plaintext is not kept."""
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")
    return Envelope(made["CiphertextBlob"], _seal(made["Plaintext"], plaintext))


def decrypt(kms: Any, envelope: Envelope) -> bytes:
    """Open the data key with KMS, and the data with the data key."""
    key = kms.decrypt(CiphertextBlob=envelope.encrypted_key)["Plaintext"]
    sealed = envelope.ciphertext
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)


def make_key_for_later(kms: Any, key_id: str) -> bytes:
    """Return an encrypted data key for somebody who may decrypt; the caller never sees it open."""
    made = kms.generate_data_key_without_plaintext(KeyId=key_id, KeySpec="AES_256")
    blob: bytes = made["CiphertextBlob"]
    return blob


def encrypt_with(kms: Any, encrypted_key: bytes, plaintext: bytes) -> Envelope:
    """Encrypt with a data key that was made before."""
    key = kms.decrypt(CiphertextBlob=encrypted_key)["Plaintext"]
    return Envelope(encrypted_key, _seal(key, plaintext))


@dataclass
class DataKeyCache:
    """Encrypts with one data key for a time, so that KMS is asked seldom and refuses nobody.

    https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/data-key-caching.html
    """

    kms: Any
    key_id: str
    now: Callable[[], float]
    seconds: float = 300
    messages: int = 100
    _key: dict[str, Any] = field(default_factory=dict)
    _used: int = 0
    _until: float = 0

    def encrypt(self, plaintext: bytes) -> Envelope:
        """Encrypt, with a new data key after so many seconds or messages."""
        if self._used >= self.messages or self.now() >= self._until:
            self._key = self.kms.generate_data_key(KeyId=self.key_id, KeySpec="AES_256")
            self._used, self._until = 0, self.now() + self.seconds
        self._used += 1
        return Envelope(self._key["CiphertextBlob"], _seal(self._key["Plaintext"], plaintext))


def _seal(key: bytes, plaintext: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, None)
