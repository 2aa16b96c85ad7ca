"""Customers and their bookings."""

from contextlib import suppress
from typing import Any

from callnotes.adapters.dynamodb_customers import customer_key
from callnotes.adapters.note_items import to_wire
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.seed.data import read_customers

ONLY_WHEN_MISSING = "attribute_not_exists(pk)"


def seed_customers(cloud: Cloud) -> int:
    """Put the customers and bookings that are missing; how many customers there are."""
    customers = read_customers()
    for customer in customers:
        for item in _items(customer):
            _put_missing(cloud, item)
    return len(customers)


def _items(customer: dict[str, Any]) -> list[dict[str, Any]]:
    key = customer_key(customer["tenant"], customer["customer_id"])
    own = {name: value for name, value in customer.items() if name != "bookings"}
    bookings = [
        {
            **key,
            "sk": f"BOOKING#{booking['booking_id']}",
            "entity": "booking",
            "tenant": customer["tenant"],
            "customer_id": customer["customer_id"],
            **booking,
        }
        for booking in customer["bookings"]
    ]
    return [{**key, "entity": "customer", **own}, *bookings]


def _put_missing(cloud: Cloud, item: dict[str, Any]) -> None:
    dynamodb = cloud.clients.dynamodb
    with suppress(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.put_item(
            TableName=cloud.output("TableName"),
            Item=to_wire(item),
            ConditionExpression=ONLY_WHEN_MISSING,
        )
