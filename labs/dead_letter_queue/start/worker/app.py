"""Sends a callback to the partner; what it raises, Lambda tries again."""

import os
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")


class PartnerAway(Exception):
    """The partner does not respond; later it will."""


def handler(event: Any, context: Any) -> None:
    """Take the messages of a batch."""
    for record in event.get("Records", []):
        call_partner(record["body"])


def call_partner(callback_id: str) -> None:
    """The partner counts the calls; the checks decide how many of them fail."""
    item = dynamodb.update_item(
        TableName=os.environ["TABLE_NAME"],
        Key={"callback_id": {"S": callback_id}},
        UpdateExpression="ADD attempts :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="ALL_NEW",
    )["Attributes"]
    if int(item["attempts"]["N"]) <= int(item["failures"]["N"]):
        raise PartnerAway(callback_id)
