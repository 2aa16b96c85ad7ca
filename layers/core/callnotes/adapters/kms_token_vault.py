"""Task tokens, encrypted under a KMS key of their own.

The encryption context binds each token to its escalation: KMS authenticates it with the ciphertext,
so a ciphertext that was copied to another escalation cannot be decrypted.

https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
"""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.domain.errors import TokenUnreadable, Unavailable

# An administrator can enable the key again, or cancel its deletion.
AWAY = frozenset({"DisabledException", "KMSInvalidStateException", "KeyUnavailableException"})
UNREADABLE = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})


@dataclass(frozen=True)
class KMSTokenVault:
    """`ports.TokenVault` on a symmetric key: a token is shorter than the 4 KB that it takes."""

    client: Any
    key_id: str

    def seal_token(self, tenant: str, escalation_id: str, token: str) -> bytes:
        """Encrypt the token."""
        answer = self._call("encrypt", tenant, escalation_id, Plaintext=token.encode())
        ciphertext: bytes = answer["CiphertextBlob"]
        return ciphertext

    def open_token(self, tenant: str, escalation_id: str, ciphertext: bytes) -> str:
        """Decrypt the token with this key and no other."""
        try:
            answer = self._call("decrypt", tenant, escalation_id, CiphertextBlob=ciphertext)
        except ClientError as error:
            if error_code(error) in UNREADABLE:
                raise TokenUnreadable("The token is not of this escalation.") from error
            raise
        plaintext: bytes = answer["Plaintext"]
        return plaintext.decode()

    def _call(self, operation: str, tenant: str, escalation_id: str, **content: bytes) -> Any:
        context = {"tenant": tenant, "escalation_id": escalation_id}
        try:
            with calling("key of task tokens"):
                return getattr(self.client, operation)(
                    KeyId=self.key_id, EncryptionContext=context, **content
                )
        except ClientError as error:
            if error_code(error) in AWAY:
                raise Unavailable("The key of task tokens is disabled right now.") from error
            raise
