"""The partner's HTTP address, and the signature by which the partner knows us.

The secret signs each request and stays here: the header has the time, the signature is HMAC-SHA256
over time and body, and the partner refuses what is older than five minutes (docs/configuration.md).
"""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

from callnotes.adapters.parameters import CurrentSecret, ParameterPath
from callnotes.domain.errors import CredentialRefused, PartnerUnavailable
from callnotes.domain.escalation import PartnerMessage

NONE = "none"
SIGNATURE = "Callnotes-Signature"
LOOPBACK = ("127.0.0.1", "localhost")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Operators choose where messages go; the partner's server does not."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        """Follow no redirect: its status is an error then."""


# No proxy from the environment: the message goes where the parameter says.
_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class PartnerConnection:
    """Signed requests to the address below a path: `url`, and `timeout` of a response in seconds.

    The `url` `none` means that there is no partner.
    """

    parameters: ParameterPath

    def post(self, content: dict[str, Any], secret: str, *, below: str = "", key: str = "") -> bool:
        """Post JSON and say whether there is a partner; any 2xx takes it.

        Raises CredentialRefused for 401, PartnerUnavailable for anything else.
        """
        settings = self.parameters.read()
        if settings["url"] == NONE:
            return False
        body = json.dumps(content).encode()
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked
            _check_address(settings["url"]).rstrip("/") + below,
            data=body,
            headers={"Content-Type": "application/json", SIGNATURE: sign(body, secret)}
            | ({"Idempotency-Key": key} if key else {}),
            method="POST",
        )
        _open(request, float(settings["timeout"]))
        return True


@dataclass(frozen=True)
class HTTPPartner:
    """`ports.Partner` by signed requests."""

    connection: PartnerConnection
    secret: CurrentSecret

    def send_message(self, message: PartnerMessage) -> bool:
        """Post the message as JSON with an idempotency key; any 2xx takes it.

        A secret that was rotated while it was kept here is refused: it is read again, once.
        """
        try:
            return self._post(message, self.secret.read())
        except CredentialRefused:
            return self._post_again(message)

    def _post_again(self, message: PartnerMessage) -> bool:
        # State machines retry by the name of the error.
        try:
            return self._post(message, self.secret.read(again=True))
        except CredentialRefused as error:
            raise PartnerUnavailable("The partner does not know our secret.") from error

    def _post(self, message: PartnerMessage, secret: str) -> bool:
        return self.connection.post(asdict(message), secret, key=message.key)


@dataclass(frozen=True)
class HTTPCredentials:
    """`ports.PartnerCredentials`: POST /credentials below the address, and a ping to it."""

    connection: PartnerConnection

    def set_credential(self, new: str, *, signed_by: str) -> None:
        """Send the new secret; from then on the partner accepts it and the one that signed."""
        self.connection.post({"secret": new}, signed_by, below="/credentials")

    def test_credential(self, secret: str) -> None:
        """Send a message without meaning, signed by the secret."""
        self.connection.post({"action": "ping"}, secret)


def sign(body: bytes, secret: str, at: int | None = None) -> str:
    """Return the header: `t=<seconds since 1970>,v1=<hex of HMAC-SHA256 over t, a dot, body>`."""
    at = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256)
    return f"t={at},v1={digest.hexdigest()}"


def _open(request: urllib.request.Request, timeout: float) -> None:
    try:
        with _opener.open(request, timeout=timeout):
            return
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == HTTPStatus.UNAUTHORIZED:
            raise CredentialRefused("The partner does not know the signature.") from error
        raise PartnerUnavailable("The partner does not take the message.") from error
    except (OSError, HTTPException) as error:
        raise PartnerUnavailable("The partner does not take the message.") from error


def _check_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address
    raise PartnerUnavailable("The partner's address must begin with https://.")
