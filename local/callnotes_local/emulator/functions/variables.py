"""The environment variables of a function: what Lambda documents, and nothing of this machine.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import os
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from callnotes_local.emulator.functions.logs import log_group
from callnotes_local.emulator.functions.sources import Packages


def function_variables(config: dict[str, Any], packages: Packages, runtime: Path) -> dict[str, str]:
    """Return what all environments of a function have: Lambda's variables, then its own."""
    own: dict[str, str] = lambda_svc._runtime_env_vars(config)
    credentials: dict[str, str] = lambda_runtime.execution_credentials(config)
    return _lambda_variables(config) | _paths(packages, runtime) | own | credentials


def _paths(packages: Packages, runtime: Path) -> dict[str, str]:
    task, layers = packages.task, packages.layers
    core = [packages.core] if packages.core else []
    site_packages = layers / "python/lib/python3.13/site-packages"
    path = [task, *core, site_packages, layers / "python", runtime]
    return {
        "PATH": f"/usr/local/bin:/usr/bin:/bin:{layers}/bin",
        "LD_LIBRARY_PATH": f"{task}:{task}/lib:{layers}/lib",
        "PYTHONPATH": os.pathsep.join(map(str, path)),
        "LAMBDA_TASK_ROOT": str(task),
        "LAMBDA_RUNTIME_DIR": str(runtime),
    }


def _lambda_variables(config: dict[str, Any]) -> dict[str, str]:
    region, logging = config["FunctionArn"].split(":")[3], config.get("LoggingConfig") or {}
    level = logging.get("ApplicationLogLevel")
    return {
        "_HANDLER": config.get("Handler", ""),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config.get('Runtime')}",
        "AWS_LAMBDA_FUNCTION_NAME": config["FunctionName"],
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize", 128)),
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version", "$LATEST"),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": logging.get("LogFormat", "Text"),
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group(config),
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": os.environ["AWS_XRAY_DAEMON_ADDRESS"],
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
    } | ({"AWS_LAMBDA_LOG_LEVEL": level} if level else {})
