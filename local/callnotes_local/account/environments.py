"""The environments of samconfig.toml that lead to an account."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callnotes_local.errors import CliError, ExitCode

LOCAL = "local"
STARTING_POINT = "default"
VERSION = "version"


@dataclass(frozen=True)
class Environment:
    """What samconfig.toml says about one environment."""

    name: str
    stack: str
    region: str
    artifacts: str
    parameters: tuple[str, ...]
    other_stacks: tuple[str, ...]

    def owns(self, name: str) -> bool:
        """Tell whether CloudFormation gave this name to a resource of this environment."""
        name = f"{name.lower()}-"
        others = any(name.startswith(f"{other}-") for other in self.other_stacks)
        return name.startswith(f"{self.stack}-") and not others


def read_environment(root: Path, name: str) -> Environment:
    """Read one environment, or say which ones there are."""
    config = tomllib.loads((root / "samconfig.toml").read_text())
    known = [key for key in config if key not in (LOCAL, STARTING_POINT, VERSION)]
    if name not in known:
        raise _unknown(name, known)
    deploy: dict[str, Any] = config[name]["deploy"]["parameters"]
    settings: dict[str, Any] = config[name]["global"]["parameters"]
    stacks = [config[key]["global"]["parameters"]["stack_name"] for key in config if key != VERSION]
    stack = settings["stack_name"]
    return Environment(
        name=name,
        stack=stack,
        region=settings["region"],
        artifacts=deploy["s3_prefix"],
        parameters=tuple(settings["parameter_overrides"]),
        other_stacks=tuple(other for other in stacks if other.startswith(f"{stack}-")),
    )


def _unknown(name: str, known: list[str]) -> CliError:
    if name == LOCAL:
        why = "The local cloud is no account; `callnotes up` deploys to it."
        return CliError("local is not deployed like this.", why, "callnotes up", ExitCode.USAGE)
    return CliError(
        f"There is no environment {name}.",
        f"samconfig.toml has {', '.join(known)}.",
        f"callnotes deploy {known[0]}",
        ExitCode.USAGE,
    )
