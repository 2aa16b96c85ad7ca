"""What every completion is: compare what was asked with what is stored, and set it."""

from collections.abc import Callable
from dataclasses import dataclass

from callnotes_local.completion.stack import DeployedStack


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
