"""What the search projection holds of a note."""

from dataclasses import dataclass
from datetime import datetime

from callnotes.domain.events import NoteEvent
from callnotes.domain.note import TOMBSTONE_LIFE, Note, Tombstone


@dataclass(frozen=True)
class IndexEntry:
    """The search projection of one version of a note.

    `text` is title, tags and body, case-folded, one per line. A deleted note's entry has neither
    text nor author nor customer, but `expires_at` (UTC), when its tombstone expires as well.
    """

    note_id: str
    tenant: str
    version: int
    text: str | None
    created_by: str | None = None
    customer_id: str | None = None
    expires_at: datetime | None = None


def entry_of(state: Note | Tombstone) -> IndexEntry:
    """Return the projection of a note or of its tombstone."""
    if isinstance(state, Tombstone):
        return IndexEntry(
            state.note_id, state.tenant, state.version, None, expires_at=state.expires_at
        )
    content = state.content
    return IndexEntry(
        note_id=state.note_id,
        tenant=state.tenant,
        version=state.version,
        text="\n".join([content.title, *content.tags, content.body]).casefold(),
        created_by=state.created_by,
        customer_id=content.customer_id,
    )


def entry_of_vanished(event: NoteEvent) -> IndexEntry:
    """Return the projection of a note whose tombstone has expired, from its event."""
    return IndexEntry(
        note_id=event.data.note_id,
        tenant=event.tenant,
        version=event.data.version,
        text=None,
        expires_at=event.time + TOMBSTONE_LIFE,
    )
