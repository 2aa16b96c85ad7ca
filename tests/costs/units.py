"""The units of a function in costs/actions.yaml, for the tests that measure them."""

from costs.usage import read_data


def units_of(function: str) -> tuple[float, float]:
    """Return read and write units."""
    row = read_data()["functions"][function]
    return row["read"], row["written"]


def written_by(function: str) -> float:
    """Return write units, where a test measures those alone."""
    return units_of(function)[1]
