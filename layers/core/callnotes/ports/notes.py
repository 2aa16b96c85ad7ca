"""What the use cases of notes need from outside."""

from dataclasses import dataclass
from typing import Protocol

from callnotes.domain.change import Change
from callnotes.domain.index import IndexEntry
from callnotes.domain.note import Note, Tombstone
from callnotes.domain.paging import Position


@dataclass(frozen=True)
class Stored:
    """What is stored under an id, and the fingerprint of the content that it was created with."""

    state: Note | Tombstone
    fingerprint: str


class NoteStore(Protocol):
    """Notes by id, by author and by customer. Every write is one conditional write."""

    def create_note(self, note: Note, fingerprint: str, change: Change) -> Stored:
        """Store the note unless its id is taken; return what is stored under the id either way."""

    def get_note(self, tenant: str, note_id: str) -> Note | Tombstone | None:
        """Return what is stored under the id, strongly consistent."""

    def update_note(self, note: Note, change: Change) -> None:
        """Replace the version before `note.version`; raise PreconditionFailed when it is gone."""

    def delete_note(self, tombstone: Tombstone, change: Change) -> None:
        """Replace the version before the tombstone's; raise PreconditionFailed when it is gone."""

    def list_author_notes(
        self, tenant: str, author: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Return up to `limit` notes, newest first, and the position of the next page, if any."""

    def list_customer_notes(
        self, tenant: str, customer_id: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Return up to `limit` notes, newest first, and the position of the next page, if any."""


class NoteIndex(Protocol):
    """The search projection of notes."""

    def put_entry(self, entry: IndexEntry) -> bool:
        """Put the entry unless the same or a newer version is stored; return whether it was put."""
