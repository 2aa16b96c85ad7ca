"""Create a note, exactly once per idempotency key."""

from dataclasses import asdict

from callnotes.domain.change import Change
from callnotes.domain.errors import Conflict, KeyReused
from callnotes.domain.identity import digest, make_note_id
from callnotes.domain.note import Note, NoteContent, Tombstone
from callnotes.ports.customers import CustomerStore
from callnotes.ports.notes import NoteStore
from callnotes.usecases.check_customer import check_customer


def create_note(
    content: NoteContent,
    change: Change,
    *,
    idempotency_key: str | None,
    notes: NoteStore,
    customers: CustomerStore,
) -> Note:
    """Return the note: the new one, or the one that this key and content created before.

    Raises Invalid for an unknown customer, KeyReused when the key was used with other content, and
    Conflict when the note that it created has been deleted.
    """
    check_customer(content, change.actor.tenant, customers)
    fingerprint = digest(asdict(content)).hex()
    stored = notes.create_note(
        _first_version(content, change, idempotency_key), fingerprint, change
    )
    if stored.fingerprint != fingerprint:
        raise KeyReused("This Idempotency-Key was used with another body. Use a new key.")
    if isinstance(stored.state, Tombstone):
        raise Conflict("The note made with this Idempotency-Key has been deleted. Use a new key.")
    return stored.state


def _first_version(content: NoteContent, change: Change, idempotency_key: str | None) -> Note:
    return Note(
        note_id=make_note_id(change.actor, idempotency_key),
        tenant=change.actor.tenant,
        content=content,
        version=1,
        created_by=change.actor.user_id,
        created_at=change.at,
        updated_at=change.at,
    )
