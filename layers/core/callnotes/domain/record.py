"""What the records system outside AWS keeps of an escalation: ids, states and times, no text."""

from pydantic import BaseModel, ConfigDict, Field

from callnotes.domain.escalation import Severity, State

# Part of the record's reference, and so of a file's name.
ID = r"^[A-Za-z0-9_-]{1,64}$"


class Record(BaseModel):
    """One approved or rejected escalation; times as RFC 3339 in UTC.

    `decided_by` is the Cognito `sub` of the supervisor, None for an automatic decision.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    tenant: str = Field(pattern=ID)
    escalation_id: str = Field(pattern=ID)
    note_id: str
    customer_id: str
    severity: Severity
    state: State
    decided_by: str | None
    decided_at: str
    closed_at: str

    @property
    def reference(self) -> str:
        """The record's name in the records system: the same at every attempt."""
        return f"{self.tenant}/{self.escalation_id}"
