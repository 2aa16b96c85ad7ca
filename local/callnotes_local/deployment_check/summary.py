"""The deployment check in short: how many of each verdict, and the differences by name."""

from collections import Counter
from collections.abc import Iterator, Sequence

from callnotes_local.deployment_check.verdict import WORTH_A_LINE, Row, Verdict


def count_verdicts(rows: Sequence[Row]) -> str:
    """How many properties have each verdict."""
    counts = Counter(row.verdict for row in rows)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict])


def say_differences(rows: Sequence[Row]) -> Iterator[str]:
    """One line for each verdict that is not as on AWS, with the names of the properties."""
    for verdict in WORTH_A_LINE:
        names = sorted({row.property for row in rows if row.verdict is verdict})
        if names:
            yield f"{verdict}: {', '.join(names)}"
