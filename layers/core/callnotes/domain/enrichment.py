"""What is found out about a note, and the counts of a day's notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from callnotes.domain.customer import Tier
from callnotes.domain.events import NoteEvent
from callnotes.domain.note import TOMBSTONE_LIFE, Language, Note, Tombstone
from callnotes.domain.opinion import Tone, tone_of
from callnotes.domain.times import from_day_text, to_day_text

type Part = Literal["language", "sentiment", "customer"]

# The day's digest is sent the next night; a month later nobody asks for its counts.
COUNTS_LIFE = timedelta(days=35)


@dataclass(frozen=True)
class Findings:
    """What a workflow found out; a part that failed has the name of its error in `errors`.

    `sentiment` is 0 (content) to 1 (discontent). `open_bookings` counts those that are not
    cancelled and not departed.
    """

    language: Language | None = None
    sentiment: float | None = None
    tier: Tier | None = None
    open_bookings: int | None = None
    errors: Mapping[Part, str] = field(default_factory=dict)

    @property
    def tone(self) -> Tone | None:
        """The class of the sentiment."""
        return None if self.sentiment is None else tone_of(self.sentiment)


@dataclass(frozen=True)
class Enrichment:
    """The findings on one version of a note; none of a note that is deleted, or about nobody.

    `counted_on` is the day (`2026-03-01`) on which the note counts, once it has had findings.
    A deleted note's enrichment has `expires_at` (UTC), when its tombstone expires as well.
    """

    note_id: str
    tenant: str
    version: int
    findings: Findings | None = None
    counted_on: str | None = None
    expires_at: datetime | None = None


def enrichment_of(note: Note, findings: Findings, former: Enrichment | None) -> Enrichment:
    """Return the enrichment of a note, which counts once, on the day of its creation."""
    counted_on = former.counted_on if former else None
    return Enrichment(
        note_id=note.note_id,
        tenant=note.tenant,
        version=note.version,
        findings=findings,
        counted_on=counted_on or to_day_text(note.created_at),
    )


def emptied_of(
    event: NoteEvent, state: Note | Tombstone | None, former: Enrichment | None
) -> Enrichment:
    """Return what stays when there is nothing to find out: the version, and that it counted."""
    gone_at = state.expires_at if isinstance(state, Tombstone) else event.time + TOMBSTONE_LIFE
    return Enrichment(
        note_id=event.data.note_id,
        tenant=event.tenant,
        version=state.version if state else event.data.version,
        counted_on=former.counted_on if former else None,
        expires_at=None if isinstance(state, Note) else gone_at,
    )


def counters_of(findings: Findings) -> tuple[str, ...]:
    """Return the counters of its day that a note adds one to."""
    return (
        "notes",
        f"language_{findings.language or 'unknown'}",
        f"tone_{findings.tone or 'unknown'}",
    )


def end_of_counts(day: str) -> datetime:
    """Return when the counts of a day may be deleted."""
    return from_day_text(day) + COUNTS_LIFE
