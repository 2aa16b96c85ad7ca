"""What the local cloud does differently from AWS although everything is stored as written."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from callnotes_local.deployed.stack import PropertyPath, Resource
from callnotes_local.emulator.simulations import Properties, concerns

TESTS = "tests/local/emulator/test_gaps.py"
TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())
REFUSED: dict[str, str] = TABLE["refused"]


@dataclass(frozen=True)
class Gap:
    """One difference; without properties it concerns no single one of them."""

    difference: str
    # Starts to fail when the emulator closes the gap: then the entry goes.
    test: str
    properties: Properties = field(default_factory=dict)
    # Only alarms on this metric.
    metric: str | None = None

    def applies_to(self, resource: Resource, path: PropertyPath) -> bool:
        """Whether the gap concerns this property of this resource."""
        names = [name for name in path if not name.isdigit()]
        metrics = (None, resource.properties.get("MetricName"))
        return self.metric in metrics and concerns(self.properties, resource.type, names)


GAPS = tuple(Gap(**gap) for gap in TABLE["gaps"])
