"""What our parts in the emulator do in its place: declared here, without importing it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

type Properties = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Simulation:
    """One part of ours in the emulator; `properties` (by type) have an effect through it."""

    name: str
    # The module beside this one that does it.
    module: str
    # AWS's own, below docs.aws.amazon.com.
    page: str
    test: str
    properties: Properties = field(default_factory=dict)


def concerns(properties: Properties, kind: str, path: Sequence[str]) -> bool:
    """Whether a property of a resource type is one of these, or a part of one."""
    name = ".".join((*path, ""))
    return any(name.startswith(f"{own}.") for own in properties.get(kind, ()))


SIMULATIONS = tuple(
    Simulation(**part)
    for part in tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["parts"]
)
