"""Notes in DynamoDB.

Every write is one conditional write that stores the request id. When the condition fails, the
error returns the stored item; if that has the request id and the time of this write, an earlier
attempt of the SDK succeeded and only its response was lost. The request id alone is not enough,
because API Gateway lets clients choose it:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
"""

from dataclasses import dataclass
from typing import Any, cast

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.adapters.lists import Skip, next_page_request, page_request, read_page, refuse
from callnotes.adapters.note_items import (
    NOTE_ATTRIBUTES,
    Item,
    WireItem,
    author_partition,
    customer_partition,
    from_wire,
    note_key,
    note_to_item,
    state_from_item,
    to_wire,
    tombstone_to_item,
)
from callnotes.adapters.replacements import is_same, make_replacement
from callnotes.domain.change import Change
from callnotes.domain.errors import PreconditionFailed, TooLarge
from callnotes.domain.note import Note, Tombstone
from callnotes.domain.paging import Position
from callnotes.ports.notes import Stored


@dataclass(frozen=True)
class DynamoDBNotes:
    """`ports.NoteStore` on the table."""

    client: Any
    table_name: str
    skip: Skip = refuse

    def create_note(self, note: Note, fingerprint: str, change: Change) -> Stored:
        """Put the note unless its key is taken; return what is stored there: 1 write unit
        per started KB, one more for each index it is in."""
        item = note_to_item(note, change) | {"fingerprint": fingerprint}
        taken = self._write(
            "put_item", Item=to_wire(item), ConditionExpression="attribute_not_exists(pk)"
        )
        return Stored(note, fingerprint) if taken is None else _stored(taken)

    def get_note(self, tenant: str, note_id: str) -> Note | Tombstone | None:
        """Read the note strongly consistent: 1 read unit per started 4 KB."""
        with calling("note store"):
            answer = self.client.get_item(
                TableName=self.table_name,
                Key=to_wire(note_key(tenant, note_id)),
                ConsistentRead=True,
            )
        return state_from_item(from_wire(answer["Item"])) if "Item" in answer else None

    def update_note(self, note: Note, change: Change) -> None:
        """Replace the version before this one."""
        self._replace(note_to_item(note, change))

    def delete_note(self, tombstone: Tombstone, change: Change) -> None:
        """Replace the version before with a tombstone."""
        self._replace(tombstone_to_item(tombstone, change))

    def list_author_notes(
        self, tenant: str, author: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Query gsi1 once."""
        return self._list("gsi1", author_partition(tenant, author), tenant, limit, after)

    def list_customer_notes(
        self, tenant: str, customer_id: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Query gsi2 once."""
        return self._list("gsi2", customer_partition(tenant, customer_id), tenant, limit, after)

    def _replace(self, item: Item) -> None:
        request = make_replacement(item, NOTE_ATTRIBUTES)
        request["ConditionExpression"] += " AND attribute_not_exists(deleted_at)"
        standing = self._write("update_item", **request)
        if standing is not None and not is_same(standing, item):
            raise PreconditionFailed("Somebody has changed it since you read it. Read it again.")

    def _write(self, operation: str, **request: Any) -> Item | None:
        """Return None when written, else the stored item that failed the condition."""
        try:
            with calling("note store"):
                getattr(self.client, operation)(
                    TableName=self.table_name,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **request,
                )
        except ClientError as error:
            if _is_too_large(error):
                raise TooLarge("The note is larger than the 400 KB the store keeps.") from error
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return from_wire(cast("WireItem", error.response.get("Item", {})))
        return None

    def _list(
        self, index: str, partition: str, tenant: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        request = page_request(index, partition, limit)
        if after is not None:
            request = next_page_request(request, after, note_key(tenant, after.note_id))
        with calling("note store"):
            answer = self.client.query(TableName=self.table_name, **request)
        return read_page(request, answer, _note, self.skip)


def _stored(item: Item) -> Stored:
    return Stored(state_from_item(item), item["fingerprint"])


def _note(item: Item) -> Note:
    state = state_from_item(item)
    if isinstance(state, Tombstone):
        raise TypeError("a tombstone is in no list")
    return state


def _is_too_large(error: ClientError) -> bool:
    message = error.response["Error"].get("Message", "")
    return error_code(error) == "ValidationException" and "size" in message and "exceed" in message
