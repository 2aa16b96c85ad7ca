"""The condition key dynamodb:LeadingKeys: the partitions that a call names.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services import dynamodb

from callnotes_local.emulator import seams

LEADING_KEYS = "dynamodb:LeadingKeys"
EQUALITY = re.compile(r"(#?\w+)\s*=\s*(:\w+)")

type Json = dict[str, Any]


def install() -> None:
    """Let policies narrow a permission to items of some partitions."""
    seams.replace("ministack.core.iam_actions", "dynamodb_service_context", _with_leading_keys)


def _with_leading_keys(original: Callable[[bytes], Json]) -> Callable[[bytes], Json]:
    def read(body: bytes) -> Json:
        context = original(body)
        # Empty: the body is no request.
        keys = [*_of_item(json.loads(body)), *_of_query(json.loads(body))] if context else []
        return context | ({LEADING_KEYS: keys} if keys else {})

    return read


def _of_item(request: Json) -> Iterator[str]:
    item = request.get("Key") or request.get("Item") or {}
    yield from item.get(_table(request).get("pk_name"), {}).values()


def _of_query(request: Json) -> Iterator[str]:
    table = _table(request)
    schemas = [table.get("KeySchema", ())]
    schemas += [index["KeySchema"] for index in table.get("GlobalSecondaryIndexes") or ()]
    partitions = {k["AttributeName"] for keys in schemas for k in keys if k["KeyType"] == "HASH"}
    names = request.get("ExpressionAttributeNames") or {}
    for name, value in EQUALITY.findall(request.get("KeyConditionExpression") or ""):
        if names.get(name, name) in partitions:
            yield from request["ExpressionAttributeValues"].get(value, {}).values()


def _table(request: Json) -> Json:
    found: Json = dynamodb._tables.get(request.get("TableName")) or {}
    return found
