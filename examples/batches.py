"""Many items in one call: what DynamoDB leaves is sent again, after a longer wait each time.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.BatchOperations
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

MOST_WRITES, MOST_READS = 25, 100

type Item = dict[str, Any]


class Leftovers(Exception):
    """DynamoDB left some of a batch each time."""


def write_all(
    dynamodb: Any,
    table: str,
    puts: Sequence[Item] = (),
    deletes: Sequence[Item] = (),
    sleep: Callable[[float], None] = lambda _: None,
) -> None:
    """Put items and delete keys; a batch knows no update and no condition."""
    writes = [{"PutRequest": {"Item": item}} for item in puts]
    writes += [{"DeleteRequest": {"Key": key}} for key in deletes]
    for batch in _split(writes, MOST_WRITES):
        left = {table: batch}
        for wait in _waits():
            left = dynamodb.batch_write_item(RequestItems=left).get("UnprocessedItems", {})
            if not left:
                break
            sleep(wait)
        else:
            raise Leftovers(f"{len(left[table])} writes to {table}")


def read_all(
    dynamodb: Any,
    table: str,
    keys: Sequence[Item],
    sleep: Callable[[float], None] = lambda _: None,
) -> list[Item]:
    """Return the items of the keys, in any order; an answer has 16 MB at most."""
    found: list[Item] = []
    for batch in _split(keys, MOST_READS):
        left = {table: {"Keys": batch}}
        for wait in _waits():
            answer = dynamodb.batch_get_item(RequestItems=left)
            found += answer["Responses"].get(table, [])
            left = answer.get("UnprocessedKeys", {})
            if not left:
                break
            sleep(wait)
        else:
            raise Leftovers(f"{len(left[table]['Keys'])} reads of {table}")
    return found


def _split(entries: Sequence[Item], size: int) -> Iterator[list[Item]]:
    return (list(entries[at : at + size]) for at in range(0, len(entries), size))


def _waits() -> Iterator[float]:
    return (0.05 * 2**attempt for attempt in range(8))
