"""What search knows about a note."""

from dataclasses import dataclass
from datetime import datetime

from callnotes.domain.events import NoteEvent
from callnotes.domain.note import TOMBSTONE_LIFE, Note, Tombstone


@dataclass(frozen=True)
class IndexEntry:
    """The searchable side of one version of a note; `text` is None once the note is deleted."""

    note_id: str
    tenant: str
    version: int
    text: str | None
    created_by: str | None = None
    customer_id: str | None = None
    expires_at: datetime | None = None


def entry_of(state: Note | Tombstone) -> IndexEntry:
    """Return what search should know about a note in this state."""
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
    """Return what search should know about a note of which only the event is left."""
    return IndexEntry(
        note_id=event.data.note_id,
        tenant=event.tenant,
        version=event.data.version,
        text=None,
        expires_at=event.time + TOMBSTONE_LIFE,
    )
