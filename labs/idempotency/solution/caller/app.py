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
    # The same key makes the same id: DynamoDB takes it once.
    callback_id = str(uuid.uuid5(uuid.NAMESPACE_URL, event["idempotency_key"]))
    try:
        dynamodb.put_item(
            TableName=TABLE,
            Item={
                "callback_id": {"S": callback_id},
                "idempotency_key": {"S": event["idempotency_key"]},
                "phone_number": {"S": event["phone_number"]},
            },
            ConditionExpression="attribute_not_exists(callback_id)",
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        stored = dynamodb.get_item(
            TableName=TABLE, Key={"callback_id": {"S": callback_id}}, ConsistentRead=True
        )["Item"]
        if stored["phone_number"]["S"] != event["phone_number"]:
            return {"status": 422}
    return {"status": 201, "callback_id": callback_id}


def validate(phone_number: str) -> None:
    """Asks a slow service whether the number exists."""
    time.sleep(0.4)
