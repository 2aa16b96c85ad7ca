"""What the table has of a note: its item, and the version of its projection."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from callnotes.adapters.customer_items import customer_key
from callnotes.adapters.dynamodb_index import index_key
from callnotes.adapters.note_items import from_wire, note_key, to_wire
from callnotes.domain.actor import TENANT_GROUP_PREFIX
from callnotes_local.cloud.cloud import Cloud


@dataclass(frozen=True)
class StoredNote:
    """A note by its item; one without a valid version has version 0."""

    note_id: str
    tenant: str
    version: int
    written_at: datetime | None


def find_note(cloud: Cloud, note_id: str) -> StoredNote | None:
    """Look for the note, or the customer, in every contact center."""
    listed = cloud.clients.cognito.get_paginator("list_groups")
    pages: Any = listed.paginate(UserPoolId=cloud.output("UserPoolId"))
    prefix = TENANT_GROUP_PREFIX
    groups = [name for name in pages.search("Groups[].GroupName") if name.startswith(prefix)]
    for tenant in (name.removeprefix(prefix) for name in groups):
        customer = _get(cloud, customer_key(tenant, note_id))
        item = customer or _get(cloud, note_key(tenant, note_id))
        if item:
            version = _version(item)
            # A customer's first version is no event.
            written_at = None if customer and version == 1 else _written_at(item)
            return StoredNote(note_id, tenant, version, written_at)
    return None


def read_projected_version(cloud: Cloud, note: StoredNote) -> int:
    """The version of the note's projection; 0 when there is none."""
    return _version(_get(cloud, index_key(note.tenant, note.note_id)))


def _get(cloud: Cloud, key: dict[str, Any]) -> dict[str, Any]:
    response = cloud.clients.dynamodb.get_item(
        TableName=cloud.output("TableName"), Key=to_wire(key), ConsistentRead=True
    )
    return from_wire(response.get("Item", {}))


def _version(item: dict[str, Any]) -> int:
    version = item.get("version")
    return int(version) if isinstance(version, Decimal) else 0


def _written_at(item: dict[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(item.get("deleted_at") or item.get("updated_at")))
    except ValueError:
        return None
