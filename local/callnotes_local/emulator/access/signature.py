"""Whose signature a request carries: SigV4 in a header or in the query, of a key of this cloud.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ministack.core import iam_evaluator, router, sigv4
from ministack.core.responses import _account_from_sts_session

from callnotes_local.emulator.access.request import Request, UnauthenticatedError
from callnotes_local.emulator.handle import ACCOUNT

DATE_FORMAT = "%Y%m%dT%H%M%SZ"
LONGEST_LINK = timedelta(days=7)
SKEW = timedelta(minutes=15)


@dataclass(frozen=True)
class Claim:
    """A request that names a key of this cloud; only the body shows whether it may."""

    request: Request
    signature: Any
    credential: Any

    @property
    def is_root(self) -> bool:
        """Whether the key is the local administrator's."""
        return bool(self.credential.principal_type == "Root")

    def verify(self, body: bytes) -> None:
        """Raise UnauthenticatedError unless request and body are what was signed."""
        self._check_digest(body)
        request = self.request
        failure = sigv4.header_signature_failure(
            self.signature,
            self.credential.secret_access_key,
            request.method,
            request.raw_path,
            request.query,
            request.headers,
            body,
            presigned=request.is_presigned,
        )
        if failure:
            raise UnauthenticatedError(*failure)
        # The emulator acts for the key that it reads itself.
        acting = router.extract_access_key_id(request.headers, request.query)
        if acting != self.signature.access_key_id:
            raise UnauthenticatedError("IncompleteSignature", "The request names two keys.")

    def _check_digest(self, body: bytes) -> None:
        declared = self.request.headers.get("x-amz-content-sha256")
        left_open = declared in (None, sigv4.UNSIGNED_PAYLOAD) or declared.startswith("STREAMING-")
        if declared is None or (left_open and self.signature.service == "s3"):
            return
        if declared != hashlib.sha256(body).hexdigest():
            message = "The body is not the one that X-Amz-Content-Sha256 names."
            raise UnauthenticatedError("SignatureDoesNotMatch", message)


def read_claim(request: Request) -> Claim:
    """Find the key that a request says it is signed with: known, in time, nothing left out."""
    presigned = request.is_presigned
    parsed = (
        sigv4.parse_query_signature(request.query)
        if presigned
        else sigv4.parse_header_signature(request.headers)
    )
    if isinstance(parsed, tuple):
        raise UnauthenticatedError(*parsed)
    _check_coverage(request, parsed)
    _check_time(request, parsed)
    return Claim(request, parsed, _find_credential(request, parsed.access_key_id))


def _check_coverage(request: Request, signature: Any) -> None:
    needed = {"host"} | {name for name in request.headers if name.startswith("x-amz-")}
    left_out = needed - set(signature.signed_headers.split(";"))
    if left_out:
        message = f"Not signed: {', '.join(sorted(left_out))}"
        raise UnauthenticatedError("SignatureDoesNotMatch", message)


def _check_time(request: Request, signature: Any) -> None:
    try:
        signed_at = datetime.strptime(signature.amz_date, DATE_FORMAT).replace(tzinfo=UTC)
        if request.is_presigned:
            _check_link(signed_at, int(request.query["X-Amz-Expires"][0]))
            return
    except (ValueError, OverflowError) as error:
        raise UnauthenticatedError("IncompleteSignature", "Date or expiry is malformed.") from error
    failure = sigv4.request_time_failure(signature)
    if failure:
        raise UnauthenticatedError(*failure)


def _check_link(signed_at: datetime, seconds: int) -> None:
    age, life = datetime.now(UTC) - signed_at, timedelta(seconds=seconds)
    if not (timedelta() < life <= LONGEST_LINK and -SKEW < age < life):
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
