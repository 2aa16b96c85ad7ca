"""What our parts in the emulator act on in its place: declared here, without importing it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Simulation:
    """One part of ours in the emulator; `properties` are those that have an effect through it."""

    name: str
    # The module beside this one that does it.
    module: str
    page: str
    test: str
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def acts_on(self, kind: str, path: tuple[str, ...]) -> bool:
        """Whether this property of this resource type has its effect through this part."""
        return any(kind == owner and path[: len(own)] == own for owner, own in self.properties)


SIMULATIONS: tuple[Simulation, ...] = ()
