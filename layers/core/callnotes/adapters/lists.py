"""Pages of a list in an index of the table, newest first."""

from collections.abc import Callable
from typing import Any

from callnotes.adapters.note_items import Item, from_wire, list_position, to_wire
from callnotes.domain.paging import Position

type Skip = Callable[[Item, Exception], None]


def refuse(_item: Item, error: Exception) -> None:
    """Raise the error: a list with an item that cannot be read is not served."""
    raise error


def page_request(index: str, partition: str, limit: int) -> dict[str, Any]:
    """Return the query of a first page; one item more says whether there is another."""
    return {
        "IndexName": index,
        "KeyConditionExpression": f"{index}pk = :partition",
        "ExpressionAttributeValues": to_wire({":partition": partition}),
        "ScanIndexForward": False,
        "Limit": limit + 1,
    }


def next_page_request(request: dict[str, Any], after: Position, key: Item) -> dict[str, Any]:
    """Return the query of the page after a position, whose item has this primary key."""
    index = request["IndexName"]
    partition = {f"{index}pk": request["ExpressionAttributeValues"][":partition"]}
    place = key | {f"{index}sk": list_position(after.created_at, after.note_id)}
    return request | {"ExclusiveStartKey": to_wire(place) | partition}


def read_page[T](
    request: dict[str, Any], answer: dict[str, Any], read: Callable[[Item], T], skip: Skip
) -> tuple[list[T], Position | None]:
    """Return what was read, and the position of the next page, if any.

    An item that cannot be read is given to `skip`, and the page goes on without it.
    """
    limit = request["Limit"] - 1
    page = [from_wire(item) for item in answer["Items"][:limit]]
    more = len(answer["Items"]) > limit or "LastEvaluatedKey" in answer
    found = []
    for item in page:
        try:
            found.append(read(item))
        except (KeyError, TypeError, ValueError) as error:
            skip(item, error)
    return found, _position(page[-1][f"{request['IndexName']}sk"]) if more and page else None


def _position(place: str) -> Position:
    created_at, _, name = place.partition("#")
    return Position(created_at, name)
