"""The environment variables of a function: what Lambda documents, and nothing of this machine.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

XRAY_PORT = 2000


@dataclass(frozen=True)
class Places:
    """Where an environment finds its things: on Lambda /var/task, /opt, /var/runtime, /tmp."""

    task: Path
    layers: Path
    runtime: Path
    scratch: Path
    runtime_api: str
    endpoint_url: str
    core: Path | None = None


def function_environment(config: dict[str, Any], log_stream: str, places: Places) -> dict[str, str]:
    """Return the whole environment of a new execution environment."""
    own: dict[str, str] = lambda_svc._runtime_env_vars(config)
    credentials: dict[str, str] = lambda_runtime.execution_credentials(config)
    return (
        _paths(places)
        | _identity(config, log_stream)
        | _logging(config)
        | own
        | credentials
        | _emulator(places)
    )


def _paths(places: Places) -> dict[str, str]:
    task, layers = places.task, places.layers
    packages = [
        task,
        *([places.core] if places.core else []),
        layers / "python/lib/python3.13/site-packages",
        layers / "python",
        places.runtime,
    ]
    return {
        "PATH": f"/usr/local/bin:/usr/bin:/bin:{layers}/bin",
        "LD_LIBRARY_PATH": f"{task}:{task}/lib:{layers}/lib",
        "PYTHONPATH": os.pathsep.join(str(path) for path in packages),
        "LAMBDA_TASK_ROOT": str(task),
        "LAMBDA_RUNTIME_DIR": str(places.runtime),
        "TMPDIR": str(places.scratch),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
    }


def _identity(config: dict[str, Any], log_stream: str) -> dict[str, str]:
    region = config["FunctionArn"].split(":")[3]
    return {
        "_HANDLER": config.get("Handler", ""),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime')}",
        "AWS_LAMBDA_FUNCTION_NAME": config["FunctionName"],
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group(config),
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream,
    }


def _logging(config: dict[str, Any]) -> dict[str, str]:
    settings = config.get("LoggingConfig") or {}
    found = {"AWS_LAMBDA_LOG_FORMAT": settings.get("LogFormat", "Text")}
    if "ApplicationLogLevel" in settings:
        found["AWS_LAMBDA_LOG_LEVEL"] = settings["ApplicationLogLevel"]
    return found


def _emulator(places: Places) -> dict[str, str]:
    daemon = os.environ.get("AWS_XRAY_DAEMON_ADDRESS", f"127.0.0.1:{XRAY_PORT}")
    return {
        "AWS_LAMBDA_RUNTIME_API": places.runtime_api,
        "AWS_ENDPOINT_URL": places.endpoint_url,
        "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": daemon,
    }


def log_group(config: dict[str, Any]) -> str:
    """Return the log group of a function: its own, or the one LoggingConfig names."""
    settings = config.get("LoggingConfig") or {}
    return str(settings.get("LogGroup") or f"/aws/lambda/{config['FunctionName']}")
