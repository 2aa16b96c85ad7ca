"""Escalations in bodies of requests and responses: times are RFC 3339 UTC, absent values null."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from callnotes.api.note_models import Time
from callnotes.api.text import Text, characters
from callnotes.domain.change import Change
from callnotes.domain.escalation import (
    MAX_COMMENT_CHARACTERS,
    MAX_REASON_CHARACTERS,
    Decision,
    Escalation,
    EscalationContent,
    EscalationPage,
    Severity,
    Source,
    State,
    Verdict,
)

MAX_NOTE_ID_CHARACTERS = 64

Reason = Annotated[
    Text,
    characters(1, MAX_REASON_CHARACTERS),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_REASON_CHARACTERS}),
]
Comment = Annotated[
    Text,
    characters(0, MAX_COMMENT_CHARACTERS),
    Field(json_schema_extra={"maxLength": MAX_COMMENT_CHARACTERS}),
]


class EscalationInput(BaseModel):
    """What a client sends to have a case decided."""

    model_config = ConfigDict(extra="forbid", strict=True)

    note_id: Annotated[str, Field(min_length=1, max_length=MAX_NOTE_ID_CHARACTERS)]
    reason: Reason
    severity: Severity

    def to_content(self) -> EscalationContent:
        """Return the domain's content, which has the same fields."""
        return EscalationContent(**dict(self))


class DecisionInput(BaseModel):
    """What a supervisor decides."""

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: Verdict
    comment: Comment | None = None

    def to_decision(self, change: Change) -> Decision:
        """Return the decision of who sent it."""
        return Decision(self.verdict, self.comment, change.actor.user_id, change.at)


class OpinionOutput(BaseModel):
    """What one source says: a score from 0 to 1, or the name of the error that left it without."""

    model_config = ConfigDict(from_attributes=True)

    source: Source
    score: Annotated[float, Field(ge=0, le=1)] | None
    text: str | None
    error: str | None


class DecisionOutput(BaseModel):
    """A decision; an automatic one has no decider."""

    model_config = ConfigDict(from_attributes=True)

    verdict: Verdict
    comment: str | None
    decided_by: str | None
    decided_at: Time
    automatic: bool


class EscalationOutput(BaseModel):
    """An escalation as clients see it."""

    model_config = ConfigDict(from_attributes=True)

    escalation_id: str
    note_id: str
    customer_id: str
    reason: str
    severity: Severity
    state: State
    opinions: list[OpinionOutput]
    decision: DecisionOutput | None
    created_by: str
    created_at: Time
    updated_at: Time

    @classmethod
    def of(cls, escalation: Escalation) -> "EscalationOutput":
        """Return the client's view: what was asked for, and what the server says of it."""
        return cls.model_validate(vars(escalation.content) | vars(escalation))


class EscalationPageOutput(BaseModel):
    """One page of escalations, newest first; `next` is the token of the page after it."""

    items: list[EscalationOutput]
    next: str | None

    @classmethod
    def of(cls, page: EscalationPage) -> "EscalationPageOutput":
        """Return the client's view of a page."""
        return cls(items=[EscalationOutput.of(each) for each in page.escalations], next=page.next)
