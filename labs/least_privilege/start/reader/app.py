"""Finds a customer by its id. The event: customer_id."""

import os
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event: Any, context: Any) -> str | None:
    """Return the customer's name; None when there is no such customer."""
    item = dynamodb.get_item(
        TableName=os.environ["TABLE_NAME"], Key={"customer_id": {"S": event["customer_id"]}}
    ).get("Item")
    return item["name"]["S"] if item else None
