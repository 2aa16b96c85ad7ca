"""What one unit of each meter costs, with AWS's page for it and the date of the list."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

_LIST = tomllib.loads(Path(__file__).with_suffix(".toml").read_text())


@dataclass(frozen=True)
class Price:
    """Dollars for so many units of a meter; `kind` is the resource type that is billed."""

    service: str
    dollars: float
    per: int
    kind: str
    page: str

    def of(self, quantity: float) -> float:
        """Return the dollars of a quantity."""
        return quantity * self.dollars / self.per


AS_OF: str = _LIST["as_of"]
REGION: str = _LIST["region"]
PRICES = {meter: Price(**row) for meter, row in _LIST["meters"].items()}
