"""A note, who may see it, and who may change it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from callnotes.domain.actor import Actor, Role

Language = Literal["ko", "en"]

MAX_TITLE_CHARACTERS = 200
MAX_BODY_BYTES = 65_536
MAX_TAGS = 20
MAX_TAG_CHARACTERS = 50

# A tombstone keeps its note's idempotency key known; clients may retry with a key for 24 hours.
TOMBSTONE_LIFE = timedelta(days=7)


@dataclass(frozen=True)
class NoteContent:
    """What a user writes; the server sets everything else."""

    title: str
    body: str
    tags: tuple[str, ...] = ()
    customer_id: str | None = None
    language: Language | None = None


@dataclass(frozen=True)
class Note:
    """A note as it stands. `version` counts from 1; times are UTC."""

    note_id: str
    tenant: str
    content: NoteContent
    version: int
    created_by: str
    created_at: datetime
    updated_at: datetime

    def is_visible_to(self, actor: Actor) -> bool:
        """Return whether the actor may read it: without a customer, only its author may."""
        shared = self.content.customer_id is not None
        return self.tenant == actor.tenant and (shared or self.is_made_by(actor))

    def is_made_by(self, actor: Actor) -> bool:
        """Return whether the actor is the author, and so may change it."""
        return self.tenant == actor.tenant and self.created_by == actor.user_id

    def is_deletable_by(self, actor: Actor) -> bool:
        """Return whether the actor may delete it: its author, or a supervisor who can see it."""
        supervises = actor.role is Role.SUPERVISOR and self.is_visible_to(actor)
        return self.is_made_by(actor) or supervises

    def revised(self, content: NoteContent, now: datetime) -> "Note":
        """Return the next version with other content."""
        return replace(self, content=content, version=self.version + 1, updated_at=now)


@dataclass(frozen=True)
class Tombstone:
    """What is left of a deleted note, until it expires."""

    note_id: str
    tenant: str
    version: int
    deleted_by: str
    deleted_at: datetime

    @classmethod
    def of(cls, note: Note, actor: Actor, now: datetime) -> "Tombstone":
        """Return the tombstone that replaces the note, with the next version."""
        return cls(note.note_id, note.tenant, note.version + 1, actor.user_id, now)

    @property
    def expires_at(self) -> datetime:
        """When DynamoDB may delete the tombstone (time to live)."""
        return self.deleted_at + TOMBSTONE_LIFE


@dataclass(frozen=True)
class NotePage:
    """Notes, newest first, and the token of the page after this one."""

    notes: tuple[Note, ...]
    next: str | None
