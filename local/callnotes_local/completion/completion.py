"""What every completion is: compare what was asked with what is stored, and set it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

from callnotes_local.completion.stack import DeployedStack, Resource


@dataclass(frozen=True)
class Comparison:
    """One property (by its path): as the template wants it and as the service has it."""

    logical_id: str
    path: tuple[str, ...]
    expected: object
    stored: object

    @property
    def name(self) -> str:
        """The path as people write it."""
        return ".".join(self.path)

    @property
    def same(self) -> bool:
        """Whether the service has what the template wants."""
        return self.expected == self.stored


@dataclass(frozen=True)
class Completion:
    """One thing that the emulator's CloudFormation drops."""

    name: str
    compare: Callable[[DeployedStack], list[Comparison]]
    apply: Callable[[DeployedStack, Comparison], None]
    # API Gateway serves a change of the API only after a new deployment.
    needs_api_deployment: bool = False


def compare_property(
    kind: str, path: tuple[str, ...], read_stored: Callable[[DeployedStack, Resource], object]
) -> Callable[[DeployedStack], list[Comparison]]:
    """Make a comparison of one property, wherever a resource of this type declares it."""

    def compare(stack: DeployedStack) -> list[Comparison]:
        return [
            Comparison(
                resource.logical_id,
                path,
                reduce(dict.__getitem__, path, dict(resource.properties)),
                read_stored(stack, resource),
            )
            for resource in stack.of_type(kind)
            if path[0] in resource.properties
        ]

    return compare
