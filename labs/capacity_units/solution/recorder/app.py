"""Writes contact events of a tenant, and reads them back.

The event: {"write": [event ids], "tenant": ...} or {"read": true, "tenant": ...}.
"""

import os
import zlib
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["TABLE_NAME"]
SHARDS = 8


def handler(event: Any, context: Any) -> list[str]:
    """Return the ids that were written or read."""
    if "read" in event:
        return read(event["tenant"])
    for event_id in event.get("write", []):
        write(event["tenant"], event_id)
    return list(event.get("write", []))


def make_key(tenant: str, event_id: str) -> str:
    """The partition key of an event."""
    # Not hash(): it differs in every environment.
    return f"{tenant}#{zlib.crc32(event_id.encode()) % SHARDS}"


def write(tenant: str, event_id: str) -> None:
    """Store one event."""
    item = {"pk": {"S": make_key(tenant, event_id)}, "event_id": {"S": event_id}}
    dynamodb.put_item(TableName=TABLE, Item=item)


def read(tenant: str) -> list[str]:
    """The ids of all events of a tenant, in order."""
    ids = [event_id for n in range(SHARDS) for event_id in read_partition(f"{tenant}#{n}")]
    return sorted(ids)


def read_partition(key: str) -> list[str]:
    """The ids of one partition key."""
    found = dynamodb.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": key}},
        ConsistentRead=True,
    )
    return [item["event_id"]["S"] for item in found["Items"]]
