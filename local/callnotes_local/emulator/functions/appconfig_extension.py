"""The AppConfig agent of one execution environment, at the address of its Runtime API.

https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-lambda-extensions-how-it-works.html
"""

import threading
from contextlib import suppress
from functools import cached_property
from typing import Any, override

import boto3
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from callnotes.adapters import appconfig_session
from callnotes.adapters.clients import client_config

POLL_INTERVAL = "AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS"
DEFAULT_SECONDS = 45


def with_agent(handlers: type[Any], config: dict[str, Any], endpoint_url: str) -> type[Any]:
    """Let the handlers of a Runtime API serve configurations too."""
    agent = _Agent(config, endpoint_url)

    class Handlers(handlers):  # type: ignore[misc]
        @override
        def do_GET(self) -> None:
            if not self.path.startswith("/applications/"):
                super().do_GET()
                return
            found = agent.read(self.path)
            content = found.content if found else b"no configuration"
            self.send_response(200 if found else 502)
            if found and found.label:
                self.send_header("Version-Label", found.label)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handlers


class _Agent:
    """Polls with the function's credentials; serves its cache while AppConfig is away."""

    def __init__(self, config: dict[str, Any], endpoint_url: str) -> None:
        self._config, self._endpoint_url = config, endpoint_url
        self._variables: dict[str, str] = lambda_svc._runtime_env_vars(config)
        self._sessions: dict[str, appconfig_session.AppConfigSession] = {}
        self._cache: dict[str, appconfig_session.Configuration | None] = {}
        self._lock = threading.Lock()

    def read(self, path: str) -> appconfig_session.Configuration | None:
        with self._lock:
            if path not in self._sessions:
                parsed = appconfig_session.ConfigurationPath.parse(path)
                interval = int(self._variables.get(POLL_INTERVAL, DEFAULT_SECONDS))
                session = appconfig_session.AppConfigSession(parsed, interval, self._connect)
                self._sessions[path] = session
            if self._sessions[path].is_due or not self._cache.get(path):
                with suppress(appconfig_session.SessionFailed):
                    self._cache[path] = self._sessions[path].poll() or self._cache.get(path)
            return self._cache.get(path)

    def _connect(self) -> Any:
        return self._client

    @cached_property
    def _client(self) -> Any:
        credentials = lambda_runtime.execution_credentials(self._config)
        return boto3.client(
            "appconfigdata",
            endpoint_url=self._variables.get("AWS_ENDPOINT_URL_APPCONFIGDATA", self._endpoint_url),
            region_name=self._config["FunctionArn"].split(":")[3],
            config=client_config(tries=1),
            **{name.lower(): value for name, value in credentials.items()},
        )
