"""A case under decision: opinions are collected, then a person decides; low severity needs none."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from callnotes.domain.actor import Actor
from callnotes.domain.customer import Tier

Severity = Literal["low", "normal", "high"]
State = Literal["deciding", "waiting", "approved", "rejected", "timed_out", "failed"]
Source = Literal["history", "booking", "sentiment"]
Verdict = Literal["approve", "reject"]

MAX_REASON_CHARACTERS = 2000
MAX_COMMENT_CHARACTERS = 2000
# As many notes of a customer carry an escalation's mark: one transaction changes them all.
MAX_MARKED_NOTES = 25


@dataclass(frozen=True)
class EscalationContent:
    """What a user sends; everything else about an escalation is the server's."""

    note_id: str
    reason: str
    severity: Severity


@dataclass(frozen=True)
class Opinion:
    """What one source says: a score from 0 to 1, or the name of the error that left it without."""

    source: Source
    score: float | None = None
    text: str | None = None
    error: str | None = None


@dataclass(frozen=True)
class Decision:
    """A decision; an automatic one has no decider."""

    verdict: Verdict
    comment: str | None
    decided_by: str | None
    decided_at: datetime
    automatic: bool = False

    def is_the_same_as(self, other: "Decision") -> bool:
        """Say whether the same person decided the same, at whatever time."""
        return replace(self, decided_at=other.decided_at) == other


@dataclass(frozen=True)
class Escalation:
    """An escalation as it stands. `version` counts its states from 1; times are UTC.

    `note_ids` are the notes that may carry its mark.
    """

    escalation_id: str
    tenant: str
    content: EscalationContent
    customer_id: str
    state: State
    version: int
    created_by: str
    created_at: datetime
    updated_at: datetime
    opinions: tuple[Opinion, ...] = ()
    decision: Decision | None = None
    note_ids: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether its workflow has not brought it to a last state."""
        return self.state in ("deciding", "waiting")

    def is_made_by(self, actor: Actor) -> bool:
        """Say whether the actor asked for it, and so may not decide it."""
        return self.created_by == actor.user_id


@dataclass(frozen=True)
class EscalationPage:
    """Escalations, newest first, and the token of the page after this one."""

    escalations: tuple[Escalation, ...]
    next: str | None


@dataclass(frozen=True)
class OpenEntry:
    """A line in the list of escalations that may be open; `since` is when it was created."""

    tenant: str
    escalation_id: str
    since: datetime


@dataclass(frozen=True)
class SealedToken:
    """A task token that only the holder of the key reads, and when it stops being of use."""

    ciphertext: bytes
    deadline: datetime


@dataclass(frozen=True)
class Question:
    """What one source is asked."""

    source: Source
    tenant: str
    customer_id: str
    note_id: str


@dataclass(frozen=True)
class DecisionRequest:
    """What a workflow asks of a person; completing the task token ends its wait."""

    tenant: str
    escalation_id: str
    task_token: str
    opinions: tuple[Opinion, ...]
    deadline: datetime


@dataclass(frozen=True)
class Reminder:
    """What supervisors hear again: an escalation waits until its deadline (UTC)."""

    tenant: str
    escalation_id: str
    deadline: datetime

    def half_way(self, now: datetime) -> datetime:
        """Return when half of the time that is left is over."""
        return now + (self.deadline - now) / 2


@dataclass(frozen=True)
class PartnerMessage:
    """The message to the partner about an approved escalation: `inform`, or `withdraw`."""

    action: str
    tenant: str
    escalation_id: str

    @property
    def key(self) -> str:
        """The idempotency key: the same at every retry."""
        return f"{self.escalation_id}-{self.action}"


@dataclass(frozen=True)
class Deadlines:
    """How long a person has to decide, in seconds."""

    normal: int

    def of(self, *, urgent: bool) -> int:
        """Return the time of one escalation: a quarter when it is urgent."""
        return self.normal // 4 if urgent else self.normal


@dataclass(frozen=True)
class Checked:
    """What the workflow needs to know of an escalation: ids, states and seconds only.

    Step Functions requires a heartbeat shorter than the timeout; none is ever sent.
    """

    tenant: str
    escalation_id: str
    note_id: str
    customer_id: str
    severity: Severity
    created_by: str
    tier: Tier
    urgent: bool
    deadline_seconds: int
    heartbeat_seconds: int
    note_ids: tuple[str, ...]
