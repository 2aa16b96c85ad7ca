"""Calls to the table under escalations: what a failed condition found comes back as an item."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code
from callnotes.adapters.note_items import Item, from_wire, to_wire
from callnotes.domain.errors import Unavailable


@dataclass(frozen=True)
class EscalationTable:
    """The table as escalations use it; each call may raise Unavailable."""

    client: Any
    table_name: str

    def get(self, key: Item) -> Item | None:
        """Read an item strongly consistent."""
        answer = self.call("get_item", Key=to_wire(key), ConsistentRead=True)
        return from_wire(answer["Item"]) if "Item" in answer else None

    def write(self, operation: str, **request: Any) -> Item | None:
        """Return None when written, else the stored item that failed the condition."""
        try:
            self.call(operation, ReturnValuesOnConditionCheckFailure="ALL_OLD", **request)
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            standing: dict[str, Any] = error.response.get("Item", {})  # type: ignore[assignment]
            return from_wire(standing)
        return None

    def transact(self, first: dict[str, Item], *others: dict[str, Item]) -> Item | None:
        """Return None when all was written, else the item that failed the first condition."""
        condition = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        ((operation, request),) = first.items()
        writes = [{operation: request | condition}, *others]
        named = [
            {name: {"TableName": self.table_name, **content} for name, content in write.items()}
            for write in writes
        ]
        try:
            with calling("escalation store"):
                self.client.transact_write_items(TransactItems=named)
        except ClientError as error:
            if error_code(error) != "TransactionCanceledException":
                raise
            return from_wire(_read_obstacle(error))
        return None

    def call(self, operation: str, **request: Any) -> Any:
        """Call an operation of the client on the table."""
        with calling("escalation store"):
            return getattr(self.client, operation)(TableName=self.table_name, **request)


def _read_obstacle(error: ClientError) -> dict[str, Any]:
    """Return the item that failed the first condition; whatever else cancels a transaction passes.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
    """
    reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    if not reasons or reasons[0].get("Code") != "ConditionalCheckFailed":
        raise Unavailable("Somebody else changes the escalation right now.") from error
    obstacle: dict[str, Any] = reasons[0].get("Item", {})
    return obstacle
