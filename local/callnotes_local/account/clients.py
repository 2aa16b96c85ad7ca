"""AWS clients as the process's environment makes them: the user's account, or a named endpoint."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

CONFIG = Config(
    connect_timeout=5,
    read_timeout=60,
    retries={"total_max_attempts": 5, "mode": "standard"},
)


@dataclass(frozen=True)
class AccountClients:
    """One client per service, made at first use, in one region."""

    region: str
    _made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def cloudformation(self) -> "CloudFormationClient":
        """AWS CloudFormation."""
        return cast("CloudFormationClient", self.client("cloudformation"))

    def client(self, service: str) -> Any:
        """The client of any service."""
        if service not in self._made:
            make = cast("Any", self._session.client)
            self._made[service] = make(service, config=CONFIG)
        return self._made[service]

    @cached_property
    def _session(self) -> boto3.Session:
        # Its own: boto3's default session remembers the environment of its first use.
        return boto3.Session(region_name=self.region)
