from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock

from callnotes.domain.change import Change
from callnotes.domain.errors import PreconditionFailed
from callnotes.domain.note import Note, Tombstone
from callnotes.domain.paging import Position
from callnotes.ports.notes import Stored

type Key = tuple[str, str]
type Place = tuple[datetime, str]


@dataclass(frozen=True)
class Row:
    stored: Stored
    request_id: str


@dataclass
class InMemoryNotes:
    """`ports.NoteStore` in a dictionary; `written` gets each state, as a stream would."""

    written: Callable[[Note | Tombstone, Change], None] = lambda _state, _change: None
    _rows: dict[Key, Row] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def create_note(self, note: Note, fingerprint: str, change: Change) -> Stored:
        with self._lock:
            key = (note.tenant, note.note_id)
            if key not in self._rows:
                self._put(key, Stored(note, fingerprint), change)
            return self._rows[key].stored

    def get_note(self, tenant: str, note_id: str) -> Note | Tombstone | None:
        row = self._rows.get((tenant, note_id))
        return row.stored.state if row else None

    def update_note(self, note: Note, change: Change) -> None:
        self._replace(note, change)

    def delete_note(self, tombstone: Tombstone, change: Change) -> None:
        self._replace(tombstone, change)

    def list_author_notes(
        self, tenant: str, author: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        return self._list(tenant, lambda note: note.created_by == author, limit, after)

    def list_customer_notes(
        self, tenant: str, customer_id: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        return self._list(
            tenant, lambda note: note.content.customer_id == customer_id, limit, after
        )

    def expire_tombstone(self, tombstone: Tombstone) -> None:
        """Do what the table's time to live does."""
        del self._rows[tombstone.tenant, tombstone.note_id]

    def _replace(self, state: Note | Tombstone, change: Change) -> None:
        with self._lock:
            key = (state.tenant, state.note_id)
            row = self._rows.get(key)
            if row is not None and _precedes(row.stored.state, state):
                self._put(key, Stored(state, row.stored.fingerprint), change)
            elif row is not None and row != Row(
                replace(row.stored, state=state), change.request_id
            ):
                raise PreconditionFailed("The note has changed since you read it.")

    def _put(self, key: Key, stored: Stored, change: Change) -> None:
        self._rows[key] = Row(stored, change.request_id)
        self.written(stored.state, change)

    def _list(
        self,
        tenant: str,
        is_listed: Callable[[Note], bool],
        limit: int,
        after: Position | None,
    ) -> tuple[list[Note], Position | None]:
        notes = sorted(
            (
                state
                for row in self._rows.values()
                if isinstance(state := row.stored.state, Note)
                and state.tenant == tenant
                and is_listed(state)
                and (after is None or _place(state) < _place_of(after))
            ),
            key=_place,
            reverse=True,
        )
        page = notes[:limit]
        return page, _position(page[-1]) if len(notes) > limit else None


def _precedes(standing: Note | Tombstone, state: Note | Tombstone) -> bool:
    return isinstance(standing, Note) and standing.version == state.version - 1


def _place(note: Note) -> Place:
    return note.created_at, note.note_id


def _place_of(position: Position) -> Place:
    return datetime.fromisoformat(position.created_at), position.note_id


def _position(note: Note) -> Position:
    return Position(note.created_at.isoformat(), note.note_id)
