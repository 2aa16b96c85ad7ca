"""What operators keep outside the code, read through Powertools and kept for a while.

https://docs.aws.amazon.com/powertools/python/latest/utilities/parameters/
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.utilities.parameters import SecretsProvider, SSMProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError

from callnotes.adapters.clients import calling

# A changed parameter is in use after this time. Reading standard parameters costs nothing.
PARAMETER_SECONDS = 5
# A secret changes by rotation, and who is refused reads it again at once.
SECRET_SECONDS = 300


@dataclass(frozen=True)
class SSMParameter:
    """One parameter of Parameter Store, by name."""

    client: Any
    name: str
    _provider: SSMProvider = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Give each parameter a cache of its own."""
        object.__setattr__(self, "_provider", SSMProvider(boto3_client=self.client))

    def read(self) -> str:
        """Return the value; raise Unavailable when it cannot be read."""
        with _reading("parameter store"):
            return str(self._provider.get(self.name, max_age=PARAMETER_SECONDS))


@dataclass(frozen=True)
class ParameterPath:
    """The parameters below one path of Parameter Store, in one call: the cache has one entry."""

    client: Any
    path: str
    _provider: SSMProvider = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Give each path a cache of its own."""
        object.__setattr__(self, "_provider", SSMProvider(boto3_client=self.client))

    def read(self) -> dict[str, str]:
        """Return the values by their names below the path; a SecureString is decrypted."""
        with _reading("parameter store"):
            found: Any = self._provider.get_multiple(
                self.path, max_age=PARAMETER_SECONDS, decrypt=True
            )
        return dict(found)


@dataclass(frozen=True)
class CurrentSecret:
    """The version AWSCURRENT of one secret: the cache has one entry."""

    client: Any
    secret_arn: str
    _provider: SecretsProvider = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Give each secret a cache of its own."""
        object.__setattr__(self, "_provider", SecretsProvider(boto3_client=self.client))

    def read(self, *, again: bool = False) -> str:
        """Return the value; `again` asks Secrets Manager whatever is in the cache."""
        with _reading("store of secrets"):
            return str(
                self._provider.get(self.secret_arn, max_age=SECRET_SECONDS, force_fetch=again)
            )


@contextmanager
def _reading(dependency: str) -> Iterator[None]:
    # Powertools wraps every error: what it wraps says whether another try may help.
    with calling(dependency):
        try:
            yield
        except GetParameterError as error:
            raise error.__context__ or error from None
