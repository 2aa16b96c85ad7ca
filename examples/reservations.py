"""Reservations by phone number: each operation on an item, once with many reads at a time.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Reservations:
    """A table whose key is `phone`; an answer always says whether there is a reservation."""

    dynamodb: Any
    table: str

    def put(self, phone: str, flight: str) -> None:
        """Make or replace a reservation."""
        self.dynamodb.put_item(
            TableName=self.table, Item={"phone": {"S": phone}, "flight": {"S": flight}}
        )

    def get(self, phone: str) -> dict[str, Any]:
        """Return the reservation; an unknown number is an answer too, and no error."""
        item = self.dynamodb.get_item(TableName=self.table, Key={"phone": {"S": phone}}).get("Item")
        if item is None:
            return {"isReserved": False}
        return {"isReserved": True, "flight": item["flight"]["S"]}

    async def get_all(self, phones: Iterable[str]) -> list[dict[str, Any]]:
        """Return the reservations in order; the reads run beside each other, in threads."""
        return await asyncio.gather(*(asyncio.to_thread(self.get, phone) for phone in phones))

    def move(self, phone: str, flight: str) -> bool:
        """Change the flight of a reservation that there is; return whether there was."""
        try:
            self.dynamodb.update_item(
                TableName=self.table,
                Key={"phone": {"S": phone}},
                UpdateExpression="SET flight = :flight",
                ConditionExpression="attribute_exists(phone)",
                ExpressionAttributeValues={":flight": {"S": flight}},
            )
        except self.dynamodb.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def cancel(self, phone: str) -> None:
        """Delete the reservation; one that is not there is no error."""
        self.dynamodb.delete_item(TableName=self.table, Key={"phone": {"S": phone}})
