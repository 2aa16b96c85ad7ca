"""The note itself: its item, its projection, and the tenant that they are found under."""

from dataclasses import dataclass
from typing import Any

from callnotes.adapters.dynamodb_index import index_key
from callnotes.adapters.note_items import from_wire, note_key, state_from_item, to_wire
from callnotes.domain.note import Note, Tombstone
from callnotes_local.cloud import Cloud

TENANT_PREFIX = "tenant."


@dataclass(frozen=True)
class StoredNote:
    """What the table has of a note."""

    state: Note | Tombstone
    actor: str
    indexed_version: int | None


def find_note(cloud: Cloud, note_id: str) -> StoredNote | None:
    """Look for the note in every contact center."""
    for tenant in _list_tenants(cloud):
        item = _get(cloud, note_key(tenant, note_id))
        if item:
            projection = _get(cloud, index_key(tenant, note_id))
            version = int(projection["version"]) if projection else None
            return StoredNote(state_from_item(item), item["changed_by"], version)
    return None


def _list_tenants(cloud: Cloud) -> list[str]:
    pages = cloud.clients.cognito.get_paginator("list_groups").paginate(
        UserPoolId=cloud.output("UserPoolId")
    )
    names = [group["GroupName"] for page in pages for group in page["Groups"]]
    return [n.removeprefix(TENANT_PREFIX) for n in names if n.startswith(TENANT_PREFIX)]


def _get(cloud: Cloud, key: dict[str, Any]) -> dict[str, Any] | None:
    answer = cloud.clients.dynamodb.get_item(
        TableName=cloud.output("TableName"), Key=to_wire(key), ConsistentRead=True
    )
    return from_wire(answer["Item"]) if "Item" in answer else None
