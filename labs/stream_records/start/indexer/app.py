"""Indexes the notes of a stream by their title."""

import os
from typing import Any

import boto3

dynamodb = boto3.client("dynamodb")


def handler(event: Any, context: Any) -> None:
    """Read a whole batch, then index it; a note without a title raises KeyError."""
    notes = [record["dynamodb"]["NewImage"] for record in event.get("Records", [])]
    print("batch of", *(note["note_id"]["S"] for note in notes))
    entries = [{"note_id": note["note_id"], "title": note["title"]} for note in notes]
    for entry in entries:
        dynamodb.put_item(TableName=os.environ["TABLE_NAME"], Item=entry)
