"""What is too large for an item or a message goes to S3, and a pointer takes its place.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-use-s3-too.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-managing-large-messages.html
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

ITEM_BYTES = 400 * 1024
MESSAGE_BYTES = 1024 * 1024  # 256 KB until August 2025
ROOM_FOR_THE_REST = 1024


@dataclass(frozen=True)
class Transcripts:
    """Transcripts of any size in a table with the key `id`, by way of a bucket when large."""

    dynamodb: Any
    s3: Any
    table: str
    bucket: str

    def save(self, transcript_id: str, text: str) -> None:
        """Keep a transcript; the object comes before the item that points to it."""
        item = {"id": {"S": transcript_id}}
        if len(text.encode()) > ITEM_BYTES - ROOM_FOR_THE_REST:
            key = f"transcripts/{transcript_id}"
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=text.encode())
            item["object"] = {"S": key}
        else:
            item["text"] = {"S": text}
        self.dynamodb.put_item(TableName=self.table, Item=item)

    def read(self, transcript_id: str) -> str:
        """Return the transcript, wherever it is; KeyError when there is none."""
        key = {"id": {"S": transcript_id}}
        item = self.dynamodb.get_item(TableName=self.table, Key=key)["Item"]
        if "text" in item:
            text: str = item["text"]["S"]
            return text
        return _read(self.s3, self.bucket, item["object"]["S"])


@dataclass(frozen=True)
class Messages:
    """Messages of any size through a queue, by way of a bucket when large."""

    sqs: Any
    s3: Any
    queue: str
    bucket: str

    def send(self, body: str) -> None:
        """Send the body, or a pointer to it."""
        sent = json.dumps({"body": body})
        if len(sent.encode()) > MESSAGE_BYTES:
            key = f"messages/{uuid4().hex}"
            self.s3.put_object(Bucket=self.bucket, Key=key, Body=body.encode())
            sent = json.dumps({"object": key})
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=sent)

    def receive(self) -> str | None:
        """Return a body and delete its message; the object is left to a lifecycle rule."""
        found = self.sqs.receive_message(QueueUrl=self.queue).get("Messages")
        if not found:
            return None
        sent = json.loads(found[0]["Body"])
        body: str = sent.get("body") or _read(self.s3, self.bucket, sent["object"])
        self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=found[0]["ReceiptHandle"])
        return body


def _read(s3: Any, bucket: str, key: str) -> str:
    text: str = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    return text
