"""Whose signature a request carries: SigV4 in a header or in the query, of a key of this cloud.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Self
from urllib.parse import parse_qs

from ministack.core import iam_evaluator, router, sigv4
from ministack.core.responses import _account_from_sts_session

from callnotes_local.emulator.asgi import Scope
from callnotes_local.emulator.handle import ACCOUNT

ALGORITHM = "AWS4-HMAC-SHA256"
QUERY_FIELDS = ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature")
IN_QUERY = frozenset(f"X-Amz-{field}" for field in QUERY_FIELDS)
# In any case of letters: the emulator reads these too.
LIKE_THEM = frozenset(map(str.lower, IN_QUERY)) | {"awsaccesskeyid"}
DATE_FORMAT = "%Y%m%dT%H%M%SZ"
LONGEST_LINK = timedelta(days=7)
SKEW = timedelta(minutes=15)


class UnauthenticatedError(Exception):
    """The request has no valid signature; `code` is the evaluator's name of the reason."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Request:
    """What of a request is signed, but for its body."""

    method: str
    raw_path: str
    query: dict[str, list[str]]
    headers: dict[str, str]

    @classmethod
    def of(cls, scope: Scope) -> Self:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1").lower(), sigv4.decode_header_value(value)
            headers[key] = f"{headers[key]},{text}" if key in headers else text
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return cls(scope.get("method", "GET"), scope["raw_path"].decode("latin-1"), query, headers)

    @cached_property
    def is_presigned(self) -> bool:
        """Whether the signature is in the query; UnauthenticatedError when it is nowhere."""
        header = self.headers.get("authorization")
        in_query = {name for name in self.query if name.lower() in LIKE_THEM}
        if header is None and not in_query:
            raise UnauthenticatedError("MissingAuthenticationToken", "Missing Authentication Token")
        once = in_query == IN_QUERY and all(len(self.query[name]) == 1 for name in in_query)
        if in_query and (header is not None or not once):
            raise UnauthenticatedError("IncompleteSignature", "The request is not signed once.")
        algorithm = self.query["X-Amz-Algorithm"][0] if header is None else header.split(" ")[0]
        if algorithm != ALGORITHM:
            raise UnauthenticatedError("UnsupportedSignature", f"Sign with {ALGORITHM}.")
        return header is None


@dataclass(frozen=True)
class Claim:
    """A request that names a key of this cloud; only its body shows whether it is signed by it."""

    request: Request
    signature: Any
    credential: Any

    def verify(self, body: bytes) -> None:
        """Raise UnauthenticatedError unless request and body are what was signed."""
        request, digest = self.request, hashlib.sha256(body).hexdigest()
        declared = request.headers.get("x-amz-content-sha256", digest)
        left_open = declared == sigv4.UNSIGNED_PAYLOAD or declared.startswith("STREAMING-")
        if declared != digest and not (left_open and self.signature.service == "s3"):
            message = "The body is not the one that X-Amz-Content-Sha256 names."
            raise UnauthenticatedError("SignatureDoesNotMatch", message)
        sent = (request.method, request.raw_path, request.query, request.headers, body)
        secret, presigned = self.credential.secret_access_key, request.is_presigned
        check = sigv4.header_signature_failure
        _raise_if(check(self.signature, secret, *sent, presigned=presigned))
        # The emulator acts for the key that it reads itself.
        acting = router.extract_access_key_id(request.headers, request.query)
        if acting != self.signature.access_key_id:
            raise UnauthenticatedError("IncompleteSignature", "The request names two keys.")


def read_claim(request: Request) -> Claim:
    """Find the key that a request says it is signed with: known, in time, nothing left out."""
    if request.is_presigned:
        signature = sigv4.parse_query_signature(request.query)
    else:
        signature = sigv4.parse_header_signature(request.headers)
    _raise_if(signature if isinstance(signature, tuple) else None)
    needed = {"host"} | {name for name in request.headers if name.startswith("x-amz-")}
    if left_out := needed - set(signature.signed_headers.split(";")):
        message = f"Not signed: {', '.join(sorted(left_out))}"
        raise UnauthenticatedError("SignatureDoesNotMatch", message)
    _check_time(request, signature)
    return Claim(request, signature, _find_credential(request, signature.access_key_id))


def _raise_if(failure: tuple[str, str] | None) -> None:
    if failure:
        raise UnauthenticatedError(*failure)


def _check_time(request: Request, signature: Any) -> None:
    try:
        signed_at = datetime.strptime(signature.amz_date, DATE_FORMAT).replace(tzinfo=UTC)
        seconds = int(request.query["X-Amz-Expires"][0]) if request.is_presigned else None
        life = timedelta(seconds=seconds or 0)
    except (ValueError, OverflowError) as error:
        raise UnauthenticatedError("IncompleteSignature", "Date or expiry is malformed.") from error
    if seconds is None:
        _raise_if(sigv4.request_time_failure(signature))
    elif not (timedelta() < life <= LONGEST_LINK and -SKEW < datetime.now(UTC) - signed_at < life):
        raise UnauthenticatedError("RequestExpired", "Request has expired")


def _find_credential(request: Request, key: str) -> Any:
    token = request.headers.get("x-amz-security-token", "")
    if request.is_presigned:
        token = request.query.get("X-Amz-Security-Token", [""])[0]
    account = _account_from_sts_session(key) or iam_evaluator.find_iam_access_key_account(key)
    found = iam_evaluator.resolve_credential(key, account or ACCOUNT, token)
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        raise UnauthenticatedError(found.code, found.message)
    return found
