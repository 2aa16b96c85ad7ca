"""The environments of samconfig.toml that lead to an account."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callnotes_local.errors import CliError, ExitCode

# The local cloud, and where `sam deploy --guided` starts from.
NO_ACCOUNTS = ("local", "default")


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
    del config["version"]
    known = [key for key in config if key not in NO_ACCOUNTS]
    if name == "local":
        why = "The local cloud is no account; `callnotes up` deploys to it."
        raise CliError("local is not deployed like this.", why, "callnotes up", ExitCode.USAGE)
    if name not in known:
        what, why = f"There is no environment {name}.", f"samconfig.toml has {', '.join(known)}."
        raise CliError(what, why, f"callnotes deploy {known[0]}", ExitCode.USAGE)
    settings: dict[str, dict[str, Any]] = {k: v["global"]["parameters"] for k, v in config.items()}
    own = settings[name]
    stack, stacks = own["stack_name"], [other["stack_name"] for other in settings.values()]
    return Environment(
        name=name,
        stack=stack,
        region=own["region"],
        artifacts=config[name]["deploy"]["parameters"]["s3_prefix"],
        parameters=tuple(own["parameter_overrides"]),
        other_stacks=tuple(other for other in stacks if other.startswith(f"{stack}-")),
    )
