"""The partner's HTTP address, which operators keep in Parameter Store.

https://docs.powertools.aws.dev/lambda/python/latest/utilities/parameters/
"""

import json
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

from aws_lambda_powertools.utilities.parameters import SSMProvider

from callnotes.adapters.clients import calling
from callnotes.domain.errors import PartnerUnavailable
from callnotes.domain.escalation import PartnerMessage

NONE = "none"
# An edited address is in use after this time.
KEPT_SECONDS = 30
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

    client: Any
    parameter: str
    _provider: SSMProvider = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the parameter for a while: bounded by its one name."""
        object.__setattr__(self, "_provider", SSMProvider(boto3_client=self.client))

    def send_message(self, message: PartnerMessage) -> bool:
        """Post the message as JSON with an idempotency key; any 2xx takes it."""
        address = self._read_address()
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

    def _read_address(self) -> str:
        with calling("parameter store"):
            return str(self._provider.get(self.parameter, max_age=KEPT_SECONDS))


def _check_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return address
    raise PartnerUnavailable("The partner's address must begin with https://.")
