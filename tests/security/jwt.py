"""Tokens as an attacker would make them, and as the pool itself would have signed them."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from tests.stack.http import Json
from tests.stack.stack import Stack


def parts_of(token: str) -> tuple[Json, Json]:
    """Return header and claims."""
    header, claims, _ = token.split(".")
    return _decode(header), _decode(claims)


def sign(header: Json, claims: Json, key: rsa.RSAPrivateKey) -> str:
    """Sign as RS256, whatever `alg` the header has."""
    content = f"{_encode(header)}.{_encode(claims)}"
    signature = key.sign(content.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{content}.{_text(signature)}"


def sign_with_secret(header: Json, claims: Json, secret: bytes) -> str:
    """Sign as HS256."""
    content = f"{_encode(header)}.{_encode(claims)}"
    return f"{content}.{_text(hmac.digest(secret, content.encode(), hashlib.sha256))}"


def leave_unsigned(header: Json, claims: Json) -> str:
    return f"{_encode(header)}.{_encode(claims)}."


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pool_key(stack: Stack, use: str = "id") -> rsa.RSAPrivateKey:
    """The key that the emulator signs the pool's tokens with; AWS does not reveal its own."""
    keys = stack.cloud.emulator.home / "keys" / "cognito-pool-keys"
    return _read(keys / f"{stack.output('UserPoolId')}-{use}.pem")


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _read(path: Path) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _decode(part: str) -> Json:
    value: Json = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return value


def _encode(value: Json) -> str:
    return _text(json.dumps(value).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
