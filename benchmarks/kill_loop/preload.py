"""Notes stored before the first kill: the cost of a save must not depend on their number."""

from __future__ import annotations

import json
import secrets
from itertools import batched
from typing import Any

from callnotes_local.cloud.cloud import Cloud

BATCH = 25
SECONDS_PER_NOTE = 0.2


def preload(cloud: Cloud, count: int) -> None:
    """Put copies of a seeded note straight into the table; its consumers see each of them."""
    table = cloud.output("TableName")
    pages = cloud.clients.dynamodb.get_paginator("scan").paginate(TableName=table)
    model = next(item for page in pages for item in page["Items"] if _is_new_note(item))
    for numbers in batched(range(count), BATCH, strict=False):
        puts: Any = [{"PutRequest": {"Item": _copy(model)}} for _ in numbers]
        cloud.clients.dynamodb.batch_write_item(RequestItems={table: puts})


def _is_new_note(item: dict[str, Any]) -> bool:
    return bool(item["sk"]["S"] == "NOTE" and item["version"]["N"] == "1")


def _copy(model: dict[str, Any]) -> dict[str, Any]:
    note_id = model["pk"]["S"].rpartition("#")[2]
    other = secrets.token_hex(len(note_id))[: len(note_id)]
    copied: dict[str, Any] = json.loads(json.dumps(model).replace(note_id, other))
    return copied
