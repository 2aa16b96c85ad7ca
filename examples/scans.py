"""Finding items by an attribute: a scan reads the whole table, an index only what is asked for.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-query-scan.html
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

type Item = dict[str, Any]


@dataclass(frozen=True)
class Found:
    """Items, how many were read for them, the capacity units consumed, and the calls."""

    items: list[Item]
    read: int
    units: float
    calls: int


def scan_by_phone(dynamodb: Any, table: str, phone: str) -> Found:
    """Read every item, and drop those of other numbers: the filter saves no unit."""
    return _read_pages(
        dynamodb.scan,
        TableName=table,
        FilterExpression="phone = :phone",
        ExpressionAttributeValues={":phone": {"S": phone}},
    )


def query_by_phone(dynamodb: Any, table: str, index: str, phone: str) -> Found:
    """Read the items of the number from an index by `phone`."""
    return _read_pages(
        dynamodb.query,
        TableName=table,
        IndexName=index,
        KeyConditionExpression="phone = :phone",
        ExpressionAttributeValues={":phone": {"S": phone}},
    )


def scan_in_parallel(dynamodb: Any, table: str, segments: int, limit: int = 1000) -> list[Found]:
    """Read the whole table by segments beside each other; few items in a call are gentle."""

    def read(segment: int) -> Found:
        return _read_pages(
            dynamodb.scan, TableName=table, Segment=segment, TotalSegments=segments, Limit=limit
        )

    with ThreadPoolExecutor(max_workers=segments) as pool:
        return list(pool.map(read, range(segments)))


def _read_pages(call: Any, **asked: Any) -> Found:
    items: list[Item] = []
    read, units, calls = 0, 0.0, 0
    start: Item = {}
    while True:
        page = call(**asked, **start, ReturnConsumedCapacity="TOTAL")
        items += page["Items"]
        read += page["ScannedCount"]
        units, calls = units + page["ConsumedCapacity"]["CapacityUnits"], calls + 1
        if "LastEvaluatedKey" not in page:
            return Found(items, read, units, calls)
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
