"""Customers in DynamoDB."""

from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.adapters.note_items import Item, to_wire


def customer_key(tenant: str, customer_id: str) -> Item:
    """Return the primary key of a customer."""
    return {"pk": f"TENANT#{tenant}#CUSTOMER#{customer_id}", "sk": "CUSTOMER"}


@dataclass(frozen=True)
class DynamoDBCustomers:
    """`ports.CustomerStore` on the table."""

    client: Any
    table_name: str

    def has_customer(self, tenant: str, customer_id: str) -> bool:
        """Look for the customer's item: half a read unit."""
        with calling("customer store"):
            answer = self.client.get_item(
                TableName=self.table_name,
                Key=to_wire(customer_key(tenant, customer_id)),
                ProjectionExpression="pk",
            )
        return "Item" in answer
