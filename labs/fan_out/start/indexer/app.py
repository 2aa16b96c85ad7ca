"""Indexes what it receives; a message is the event as the publisher wrote it."""

import json
import os
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event: Any, context: Any) -> None:
    """Store one item for each message: its type (none in an envelope of SNS) and its body."""
    for record in event.get("Records", []):
        dynamodb.put_item(
            TableName=os.environ["TABLE_NAME"],
            Item={
                "message_id": {"S": record["messageId"]},
                "type": {"S": json.loads(record["body"]).get("type", "")},
                "body": {"S": record["body"]},
            },
        )
