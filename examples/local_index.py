"""A second order of the items of one partition: a local secondary index.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
"""

from typing import Any

INDEX = "by_update"
MOST = 5


def create_table(dynamodb: Any, table: str, *, with_index: bool = True, indexes: int = 1) -> None:
    """Create a table by author and note, which an index orders by the time of the last update.

    Only now: no call adds a local index to a table.
    """
    made = [
        _index(INDEX if n == 0 else f"{INDEX}_{n}") for n in range(indexes if with_index else 0)
    ]
    if indexes > MOST:
        raise ValueError(f"A table has {MOST} local secondary indexes at most, not {indexes}")
    names = ["author", "note", *(["updated_at"] if made else [])]
    dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=_keys("note"),
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in names],
        **({"LocalSecondaryIndexes": made} if made else {}),
    )
    dynamodb.get_waiter("table_exists").wait(TableName=table)


def list_latest(dynamodb: Any, table: str, author: str, since: str) -> list[str]:
    """Return the author's notes changed since, the last first, strongly consistent."""
    found = dynamodb.query(
        TableName=table,
        IndexName=INDEX,
        KeyConditionExpression="author = :author AND updated_at >= :since",
        ExpressionAttributeValues={":author": {"S": author}, ":since": {"S": since}},
        ProjectionExpression="note",
        ScanIndexForward=False,
        ConsistentRead=True,
    )
    return [item["note"]["S"] for item in found["Items"]]


def migrate(dynamodb: Any, old: str, new: str) -> None:
    """Give a table the index after all: a new table, and every item copied."""
    create_table(dynamodb, new)
    for page in dynamodb.get_paginator("scan").paginate(TableName=old):
        for item in page["Items"]:
            dynamodb.put_item(TableName=new, Item=item)


def _index(name: str) -> dict[str, Any]:
    return {
        "IndexName": name,
        "KeySchema": _keys("updated_at"),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }


def _keys(sort_key: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": "author", "KeyType": "HASH"},
        {"AttributeName": sort_key, "KeyType": "RANGE"},
    ]
