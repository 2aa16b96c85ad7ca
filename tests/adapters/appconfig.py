"""A stand-in for the client `appconfigdata`, as its API reference describes the service."""

import io
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError


@dataclass
class AppConfig:
    """Serves one document; each token is good for one call, and unchanged content is not sent."""

    content: bytes = b"{}"
    label: str = ""
    interval: int = 15
    failure: Exception | None = None
    calls: list[str] = field(default_factory=list)
    sessions: int = 0
    started_with: dict[str, Any] = field(default_factory=dict)
    _tokens: dict[str, bytes] = field(default_factory=dict)

    def start_configuration_session(self, **parameters: Any) -> Any:
        self._call("start")
        self.sessions += 1
        self.started_with = parameters
        return {"InitialConfigurationToken": self._issue(b"")}

    def get_latest_configuration(self, ConfigurationToken: str) -> Any:  # noqa: N803 (AWS's name)
        self._call("get")
        if ConfigurationToken not in self._tokens:
            raise client_error("BadRequestException")
        seen = self._tokens.pop(ConfigurationToken)
        body = b"" if seen == self.content else self.content
        return {
            "Configuration": io.BytesIO(body),
            "NextPollConfigurationToken": self._issue(self.content),
            "NextPollIntervalInSeconds": self.interval,
            "VersionLabel": self.label,
        }

    def expire_tokens(self) -> None:
        self._tokens.clear()

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.failure:
            raise self.failure

    def _issue(self, seen: bytes) -> str:
        token = f"token-{len(self.calls)}"
        self._tokens[token] = seen
        return token


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "m"}}, "GetLatestConfiguration")
