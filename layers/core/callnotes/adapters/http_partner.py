"""The partner's HTTP address, which operators keep in Parameter Store."""

import json
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.parse import urlsplit

from callnotes.adapters.ssm_parameters import SSMParameter
from callnotes.domain.errors import PartnerUnavailable
from callnotes.domain.escalation import PartnerMessage

NONE = "none"
RESPONSE_SECONDS = 3
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
class HTTPPartner:
    """`ports.Partner` behind one address; the value `none` means that there is no partner."""

    parameter: SSMParameter

    def send_message(self, message: PartnerMessage) -> bool:
        """Post the message as JSON with an idempotency key; any 2xx takes it."""
        address = self.parameter.read()
        if address == NONE:
            return False
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked below
            _check_address(address),
            data=json.dumps(asdict(message)).encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": message.key},
            method="POST",
        )
        try:
            with _opener.open(request, timeout=RESPONSE_SECONDS):
                return True
        except (OSError, HTTPException, urllib.error.URLError) as error:
            raise PartnerUnavailable("The partner does not take the message.") from error


def _check_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address
    raise PartnerUnavailable("The partner's address must begin with https://.")
