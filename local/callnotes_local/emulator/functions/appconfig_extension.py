"""The AppConfig agent of one execution environment, at the address of its Runtime API.

https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-lambda-extensions-how-it-works.html
"""

import threading
from contextlib import suppress
from functools import cache
from typing import Any, override

import boto3
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from callnotes.adapters.appconfig_session import (
    AppConfigSession,
    Configuration,
    ConfigurationPath,
    SessionFailed,
)
from callnotes.adapters.clients import client_config

INTERVAL, DEFAULT_SECONDS = "AWS_APPCONFIG_EXTENSION_POLL_INTERVAL_SECONDS", 45


def with_agent(handlers: type[Any], config: dict[str, Any], endpoint_url: str) -> type[Any]:
    """Let the handlers of a Runtime API serve configurations, with the function's permissions."""
    variables: dict[str, str] = lambda_svc._runtime_env_vars(config)
    interval, lock = int(variables.get(INTERVAL, DEFAULT_SECONDS)), threading.Lock()

    @cache
    def connect() -> Any:
        credentials = lambda_runtime.execution_credentials(config)
        return boto3.client(
            "appconfigdata",
            endpoint_url=variables.get("AWS_ENDPOINT_URL_APPCONFIGDATA", endpoint_url),
            region_name=config["FunctionArn"].split(":")[3],
            config=client_config(tries=1),
            **{name.lower(): value for name, value in credentials.items()},
        )

    @cache
    def session(path: str) -> _CachingSession:
        return _CachingSession(ConfigurationPath.parse(path), interval, connect)

    class Handlers(handlers):  # type: ignore[misc]
        @override
        def do_GET(self) -> None:
            if not self.path.startswith("/applications/"):
                super().do_GET()
                return
            with lock:
                found = session(self.path).read()
            content = found.content if found else b"no configuration"
            self.send_response(200 if found else 502)
            if found and found.label:
                self.send_header("Version-Label", found.label)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handlers


class _CachingSession(AppConfigSession):
    """Serves what it read last until the interval is over, and while AppConfig is away."""

    _last: Configuration | None = None

    def read(self) -> Configuration | None:
        if self.is_due or not self._last:
            with suppress(SessionFailed):
                self._last = self.poll() or self._last
        return self._last
