"""A session with AppConfig itself: for containers, and for seeing that AppConfig is there at all.

https://docs.aws.amazon.com/appconfig/latest/userguide/retrieving-configuration-without-agent.html
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callnotes.adapters.clients import make_client


@dataclass(frozen=True)
class Configuration:
    """A document as AppConfig serves it, and the label of its version, if it has one."""

    content: bytes
    label: str | None = None


@dataclass(frozen=True)
class ConfigurationPath:
    """Which configuration: ids or names of application, environment and profile."""

    application: str
    environment: str
    profile: str

    @classmethod
    def parse(cls, path: str) -> "ConfigurationPath":
        """Read `/applications/A/environments/E/configurations/P`, the agent's address of it."""
        _, _, application, _, environment, _, profile = path.split("/")
        return cls(application, environment, profile)


class SessionFailed(Exception):
    """AppConfig does not respond, or refuses; the text is the error's name."""


def connect_once() -> Any:
    """Return the client; one try, because the next poll is the second one."""
    return make_client("appconfigdata", tries=1)


class AppConfigSession:
    """Polls one configuration. A token is good for one call, and each response brings the next."""

    def __init__(
        self,
        path: ConfigurationPath,
        interval: int,
        connect: Callable[[], Any] = connect_once,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Poll every `interval` seconds, 15 at least, or as AppConfig demands."""
        self._path = path
        self._interval = interval
        self._connect = connect
        self._clock = clock
        self._token = ""
        self._next_poll = 0.0

    @property
    def is_due(self) -> bool:
        """Whether the interval since the last poll is over."""
        return self._clock() >= self._next_poll

    def wait(self) -> None:
        """Count the interval from now."""
        self._next_poll = self._clock() + self._interval

    def poll(self) -> Configuration | None:
        """Return the configuration if it is new to this session; raise SessionFailed.

        After a failure the next poll begins a new session, whose first response is never empty.
        """
        self.wait()
        token, self._token = self._token, ""
        try:
            client = self._connect()
            response = client.get_latest_configuration(
                ConfigurationToken=token or self._start(client)
            )
            content = response["Configuration"].read()
        except (BotoCoreError, ClientError) as error:
            raise SessionFailed(_name_of(error)) from error
        self._token = response["NextPollConfigurationToken"]
        self._next_poll = self._clock() + response["NextPollIntervalInSeconds"]
        return Configuration(content, response.get("VersionLabel")) if content else None

    def _start(self, client: Any) -> str:
        token: str = client.start_configuration_session(
            ApplicationIdentifier=self._path.application,
            EnvironmentIdentifier=self._path.environment,
            ConfigurationProfileIdentifier=self._path.profile,
            RequiredMinimumPollIntervalInSeconds=self._interval,
        )["InitialConfigurationToken"]
        return token


def _name_of(error: Exception) -> str:
    return (
        error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__
    )
