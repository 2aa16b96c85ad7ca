"""Saves an agent's edit of a note. The event: note_id, version (which the agent read), title, body.

Returns the status of the response: 200 saved, 412 another agent was faster.
"""

import os
import time
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["TABLE_NAME"]


def handler(event: Any, context: Any) -> int | None:
    """Save an edit."""
    if "note_id" not in event:
        return None
    check_spelling(event["body"])
    try:
        dynamodb.put_item(
            TableName=TABLE,
            Item={
                "note_id": {"S": event["note_id"]},
                "title": {"S": event["title"]},
                "body": {"S": event["body"]},
                "version": {"N": str(event["version"] + 1)},
            },
            ConditionExpression="version = :read",
            ExpressionAttributeValues={":read": {"N": str(event["version"])}},
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return 412
    return 200


def check_spelling(text: str) -> None:
    """Takes a moment, in which another agent may save."""
    time.sleep(0.4)
