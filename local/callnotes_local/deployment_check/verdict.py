"""What the deployment check says of one property."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from callnotes_local.deployed.stack import PropertyPath


class Verdict(StrEnum):
    """How the local cloud treats a property of the transformed template."""

    AS_WRITTEN = "as written"
    COMPLETED = "completed by the kit"
    SIMULATED = "simulated by the kit"
    MISSING = "missing"
    UNKNOWN = "unknown property"
    NOT_CHECKED = "not checked"


WORTH_A_LINE = (Verdict.MISSING, Verdict.UNKNOWN, Verdict.NOT_CHECKED)


@dataclass(frozen=True)
class Row:
    """One property of one resource, or the part of it that has its own verdict."""

    logical_id: str
    type: str
    path: PropertyPath
    verdict: Verdict
    detail: str = ""

    @property
    def property(self) -> str:
        """The property's name as people write it."""
        return ".".join(self.path)

    def __str__(self) -> str:
        text = f"{self.logical_id} {self.property}: {self.verdict}"
        return f"{text} ({self.detail})" if self.detail else text


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
