"""Requests signed as any AWS SDK signs them, with the SDK's own signer and nothing of the kit."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import reduce
from hashlib import sha256
from unittest import mock
from urllib.parse import urlsplit

from botocore import auth
from botocore.auth import S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.security.raw_client import HOST

REGION = "us-east-1"

type Key = tuple[str, str]
type Headers = list[tuple[str, str]]


def sign(
    port: int, key: Key, body: str, *, service: str = "iam", headers: dict[str, str] | None = None
) -> Headers:
    """Return the headers of a signed POST to the root."""
    request = AWSRequest("POST", f"http://{HOST}:{port}/", headers=headers, data=body)
    SigV4Auth(Credentials(*key), service, REGION).add_auth(request)
    return [("Host", f"{HOST}:{port}"), *request.headers.items()]


def presign(port: int, key: Key, target: str, *, service: str = "iam", expires: int = 60) -> str:
    """Return the target of a presigned GET."""
    request = AWSRequest("GET", f"http://{HOST}:{port}{target}")
    signer = S3SigV4QueryAuth if service == "s3" else SigV4QueryAuth
    signer(Credentials(*key), service, REGION, expires=expires).add_auth(request)
    parts = urlsplit(str(request.url))
    return f"{parts.path}?{parts.query}"


@contextmanager
def signing_at(moment: datetime) -> Iterator[None]:
    """Sign as if it were another time."""
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    with mock.patch.object(auth, "get_current_datetime", return_value=naive):
        yield


def sign_chunks(port: int, key: Key, path: str, payload: str) -> tuple[str, Headers, str]:
    """Return request line, headers and body of an upload in one signed chunk and the last one."""
    size = {"X-Amz-Decoded-Content-Length": str(len(payload)), "Content-Encoding": "aws-chunked"}
    digest = {"X-Amz-Content-Sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}
    request = AWSRequest("PUT", f"http://{HOST}:{port}{path}", headers=size | digest)
    SigV4Auth(Credentials(*key), "s3", REGION).add_auth(request)
    moment = request.headers["X-Amz-Date"]
    scope = f"{moment[:8]}/{REGION}/s3/aws4_request"
    signing_key = reduce(_hmac, scope.split("/"), f"AWS4{key[1]}".encode())
    signature, body = request.headers["Authorization"].rpartition("=")[2], ""
    for chunk in (payload, ""):
        digests = "\n".join(sha256(part).hexdigest() for part in (b"", chunk.encode()))
        text = f"AWS4-HMAC-SHA256-PAYLOAD\n{moment}\n{scope}\n{signature}\n{digests}"
        signature = _hmac(signing_key, text).hex()
        body += f"{len(chunk):x};chunk-signature={signature}\r\n{chunk}\r\n"
    return f"PUT {path}", [("Host", f"{HOST}:{port}"), *request.headers.items()], body


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), sha256)
