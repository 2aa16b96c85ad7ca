"""Feature flags from AppConfig: on Lambda from its agent, in a container from a session.

Both keep the last flags that could be read, and serve them while AppConfig is away or a document
is malformed; decision 14.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from http.client import HTTPConnection, HTTPException

from callnotes.adapters.appconfig_session import (
    AppConfigSession,
    Configuration,
    ConfigurationPath,
    SessionFailed,
)
from callnotes.domain.flags import FlagReading, MalformedFlags, parse_flags
from callnotes.settings import FlagSettings

# The agent responds from its cache in a millisecond; without one it asks AppConfig first.
READ_SECONDS = 1.0
# A failed agent is not called for a while, so that not every request waits for its timeout.
RETRY_SECONDS = 5.0
LABELS = ("Version-Label", "Configuration-Version")


class SessionFlags:
    """`ports.FlagSource` in a long-running process: polls AppConfig when the interval is over."""

    def __init__(self, session: AppConfigSession) -> None:
        """Read the session's configuration, at the first reading for the first time."""
        self._session = session
        self._last = FlagReading()
        self._away = ""

    def read_flags(self) -> FlagReading:
        """Return the last flags that could be read; never raises."""
        if self._session.is_due:
            self._poll()
        return replace(self._last, problem=self._away or self._last.problem)

    def _poll(self) -> None:
        try:
            found = self._session.poll()
        except SessionFailed as error:
            self._away = f"AppConfig: {error}"
            return
        self._away = ""
        if found:
            self._last = accept(found, self._last)


class AgentFlags:
    """`ports.FlagSource` on Lambda: the agent's cache, read by each request.

    While AppConfig is away, the agent serves its cache without an error. A session of our own,
    polled as often as the agent polls, shows whether the cache may be outdated.
    https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-lambda-extensions-config.html
    """

    def __init__(
        self,
        settings: FlagSettings,
        session: AppConfigSession | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Read the configuration that the settings name."""
        self._path = settings.aws_appconfig_extension_prefetch_list
        self._port = settings.aws_appconfig_extension_http_port
        self._session = session or AppConfigSession(
            ConfigurationPath.parse(self._path),
            settings.aws_appconfig_extension_poll_interval_seconds,
        )
        # The agent has just asked.
        self._session.wait()
        self._clock = clock
        self._next_read = 0.0
        self._served: Configuration | None = None
        self._last = FlagReading()
        self._unread = ""
        self._away = ""

    def read_flags(self) -> FlagReading:
        """Return the last flags that could be read; never raises."""
        if self._clock() >= self._next_read:
            self._read_agent()
        if self._session.is_due:
            self._check_appconfig()
        return replace(self._last, problem=self._unread or self._away or self._last.problem)

    def _read_agent(self) -> None:
        try:
            served = ask_agent(self._port, self._path)
        except (OSError, HTTPException) as error:
            self._next_read = self._clock() + RETRY_SECONDS
            self._unread = f"AppConfig agent: {error}"
            return
        self._unread = ""
        if served != self._served:
            self._served = served
            self._last = accept(served, self._last)

    def _check_appconfig(self) -> None:
        try:
            self._session.poll()
        except SessionFailed as error:
            self._away = f"AppConfig: {error}"
        else:
            self._away = ""


def ask_agent(port: int, path: str) -> Configuration:
    """Return what the agent serves; raise OSError or HTTPException when it serves nothing."""
    connection = HTTPConnection("localhost", port, timeout=READ_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status != 200 or not content:
        raise HTTPException(f"status {response.status}, {len(content)} bytes")
    labels = (response.headers.get(name) for name in LABELS)
    return Configuration(content, next(filter(None, labels), None))


def accept(found: Configuration, last: FlagReading) -> FlagReading:
    """Return the reading of a document, or the last one with what is wrong with the document."""
    try:
        flags = parse_flags(found.content)
    except MalformedFlags as error:
        return replace(last, problem=f"malformed: {error}")
    return FlagReading(flags, found.label or sha256(found.content).hexdigest()[:12])
