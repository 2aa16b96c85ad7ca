"""Writes contact events of a tenant, and reads them back.

The event: {"write": [event ids], "tenant": ...} or {"read": true, "tenant": ...}.
"""

import os
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["TABLE_NAME"]


def handler(event: Any, context: Any) -> list[str]:
    """Return the ids that were written or read."""
    if "read" in event:
        return read(event["tenant"])
    for event_id in event.get("write", []):
        write(event["tenant"], event_id)
    return list(event.get("write", []))


def make_key(tenant: str, event_id: str) -> str:
    """The partition key of an event."""
    return tenant


def write(tenant: str, event_id: str) -> None:
    """Store one event."""
    item = {"pk": {"S": make_key(tenant, event_id)}, "event_id": {"S": event_id}}
    dynamodb.put_item(TableName=TABLE, Item=item)


def read(tenant: str) -> list[str]:
    """The ids of all events of a tenant, in order."""
    return read_partition(tenant)


def read_partition(key: str) -> list[str]:
    """The ids of one partition key."""
    found = dynamodb.query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": key}},
        ConsistentRead=True,
    )
    return [item["event_id"]["S"] for item in found["Items"]]
