"""What the doctor says of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; a remedy is there when it is not well."""

    name: str
    detail: str
    remedy: str | None = None

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done."""
        return self.remedy is None
