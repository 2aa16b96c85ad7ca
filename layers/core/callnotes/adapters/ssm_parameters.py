"""Values that operators change without a deployment.

https://docs.powertools.aws.dev/lambda/python/latest/utilities/parameters/
"""

from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.utilities.parameters import SSMProvider

from callnotes.adapters.clients import calling

# A changed value is in use after this time. Reading standard parameters costs nothing.
KEPT_SECONDS = 5


@dataclass(frozen=True)
class SSMParameter:
    """One parameter of Parameter Store, by name."""

    client: Any
    name: str

    def __post_init__(self) -> None:
        """Keep the value for a while."""
        object.__setattr__(self, "_provider", SSMProvider(boto3_client=self.client))

    def read(self) -> str:
        """Return the value, at most KEPT_SECONDS old; raise Unavailable when it cannot be read."""
        provider: SSMProvider = vars(self)["_provider"]
        with calling("parameter store"):
            return str(provider.get(self.name, max_age=KEPT_SECONDS))
