"""Notes and tombstones as items of the table; docs/data-model.md has the picture."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from callnotes.domain.change import Change
from callnotes.domain.note import Note, NoteContent, Tombstone
from callnotes.domain.times import from_time_text, to_time_text

type Item = dict[str, Any]
type WireItem = Mapping[str, Any]

KEY = ("pk", "sk")
NOTE_ATTRIBUTES = frozenset(field.name for field in fields(NoteContent)) | {
    *("created_by", "created_at", "updated_at"),
    *("gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"),
}

_serializer = TypeSerializer()
_deserializer = TypeDeserializer()


def to_wire(item: Item) -> dict[str, Any]:
    """Return the item as DynamoDB JSON (`{"S": ...}`), without the attributes that are None."""
    return {name: _serializer.serialize(value) for name, value in item.items() if value is not None}


def from_wire(item: WireItem) -> Item:
    """Return plain values for DynamoDB JSON."""
    return {name: _deserializer.deserialize(value) for name, value in item.items()}


def note_key(tenant: str, note_id: str) -> Item:
    """Return the primary key of a note."""
    return {"pk": f"TENANT#{tenant}#NOTE#{note_id}", "sk": "NOTE"}


def author_partition(tenant: str, author: str) -> str:
    """Return the partition of gsi1 that holds an author's notes."""
    return f"TENANT#{tenant}#AUTHOR#{author}"


def customer_partition(tenant: str, customer_id: str) -> str:
    """Return the partition of gsi2 that holds the notes on a customer."""
    return f"TENANT#{tenant}#CUSTOMER#{customer_id}"


def list_position(created_at: str, note_id: str) -> str:
    """Return the sort key of a note in both indexes."""
    return f"{created_at}#{note_id}"


def note_to_item(note: Note, change: Change) -> Item:
    """Return all of the note's attributes but the fingerprint, which only a creation sets."""
    created_at = to_time_text(note.created_at)
    customer_id = note.content.customer_id
    position = list_position(created_at, note.note_id)
    return {
        **note_key(note.tenant, note.note_id),
        "entity": "note",
        "tenant": note.tenant,
        "note_id": note.note_id,
        **vars(note.content),
        "tags": list(note.content.tags),
        "version": note.version,
        "created_by": note.created_by,
        "created_at": created_at,
        "updated_at": to_time_text(note.updated_at),
        "gsi1pk": author_partition(note.tenant, note.created_by),
        "gsi1sk": position,
        "gsi2pk": customer_partition(note.tenant, customer_id) if customer_id else None,
        "gsi2sk": position if customer_id else None,
        **proof_of(change),
    }


def tombstone_to_item(tombstone: Tombstone, change: Change) -> Item:
    """Return the tombstone's attributes but the fingerprint, which only a creation sets."""
    return {
        **note_key(tombstone.tenant, tombstone.note_id),
        "entity": "note",
        "tenant": tombstone.tenant,
        "note_id": tombstone.note_id,
        "version": tombstone.version,
        "deleted_by": tombstone.deleted_by,
        "deleted_at": to_time_text(tombstone.deleted_at),
        "expires_at": int(tombstone.expires_at.timestamp()),
        **proof_of(change),
    }


def state_from_item(item: Item) -> Note | Tombstone:
    """Read the item under a note's key; raise KeyError, TypeError or ValueError if malformed."""
    if "deleted_at" in item:
        return Tombstone(
            note_id=item["note_id"],
            tenant=item["tenant"],
            version=int(item["version"]),
            deleted_by=item["deleted_by"],
            deleted_at=from_time_text(item["deleted_at"]),
        )
    return Note(
        note_id=item["note_id"],
        tenant=item["tenant"],
        content=_content_from_item(item),
        version=int(item["version"]),
        created_by=item["created_by"],
        created_at=from_time_text(item["created_at"]),
        updated_at=from_time_text(item["updated_at"]),
    )


def _content_from_item(item: Item) -> NoteContent:
    held = {
        field.name: item[field.name]
        for field in fields(NoteContent)
        if field.default is MISSING or field.name in item
    }
    return NoteContent(**held | {"tags": tuple(item["tags"])})


def proof_of(change: Change) -> Item:
    """Return the attributes that name an item's last write: who, by which request and trace."""
    return {
        "changed_by": change.actor.user_id,
        "request_id": change.request_id,
        "traceparent": change.traceparent,
    }
