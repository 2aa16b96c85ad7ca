"""What the deployment check says of one property."""

from dataclasses import dataclass
from enum import StrEnum

type Path = tuple[str, ...]


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
    path: Path
    verdict: Verdict
    detail: str = ""

    @property
    def property(self) -> str:
        """The property's name as people write it."""
        return ".".join(self.path)

    def __str__(self) -> str:
        text = f"{self.logical_id} {self.property}: {self.verdict}"
        return f"{text} ({self.detail})" if self.detail else text
