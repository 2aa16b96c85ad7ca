"""What an event leaves behind: published, indexed, audited, parked, dead."""

import json
from dataclasses import dataclass
from datetime import datetime

from callnotes.adapters.dynamodb_index import index_key
from callnotes.domain.events import AnyEvent
from tests.stack.http import Json
from tests.stack.polling import eventually
from tests.stack.stack import Stack

type Message = Json


@dataclass(frozen=True)
class AuditObject:
    """One version of one object of the audit trail."""

    key: str
    content: Json
    content_type: str


def audit_prefix(tenant: str) -> str:
    return f"audit/{tenant}/"


def audit_keys(stack: Stack, tenant: str) -> list[str]:
    """The keys of a tenant's audit objects, once for each version that was written."""
    pages = stack.clients.s3.get_paginator("list_object_versions").paginate(
        Bucket=stack.output("AuditBucketName"), Prefix=audit_prefix(tenant)
    )
    return [version["Key"] for page in pages for version in page.get("Versions", [])]


def read_audit(stack: Stack, key: str) -> AuditObject:
    answer = stack.clients.s3.get_object(Bucket=stack.output("AuditBucketName"), Key=key)
    return AuditObject(key, json.loads(answer["Body"].read()), answer["ContentType"])


def wait_for_audit(stack: Stack, tenant: str, count: int, seconds: float = 20) -> list[str]:
    """Wait until a tenant has so many audit objects."""

    def enough() -> list[str]:
        keys = audit_keys(stack, tenant)
        return keys if len(keys) >= count else []

    return eventually(enough, seconds)


def read_projection(stack: Stack, tenant: str, note_id: str) -> Json | None:
    return stack.get_item(index_key(tenant, note_id))


def wait_for_projection(stack: Stack, tenant: str, note_id: str, version: int) -> Json:
    """Wait until the search projection has at least this version of a note."""

    def known() -> Json | None:
        found = read_projection(stack, tenant, note_id)
        return found if found and found["version"] >= version else None

    return eventually(known)


def wait_for_event(stack: Stack, event_id: str) -> Json:
    """Wait until publish_events logs that it published an event; return its log fields."""

    def published() -> Json | None:
        lines = stack.log_lines("publish_events", "published")
        events = [event for line in lines for event in line["events"]]
        return next((event for event in events if event["event_id"] == event_id), None)

    return eventually(published)


def consumed(stack: Stack, consumer: str, event_id: str) -> list[Json]:
    """The log fields of an event at a consumer, once for each delivery."""
    lines = stack.log_lines(consumer, "consumed")
    return [event for line in lines for event in line["events"] if event["event_id"] == event_id]


def send_events(stack: Stack, queue: str, events: list[AnyEvent]) -> None:
    """Put events straight into a consumer's queue, as the topic does."""
    send_texts(stack, stack.output(queue), [event.model_dump_json() for event in events])


def send_texts(stack: Stack, queue_url: str, texts: list[str]) -> None:
    for start in range(0, len(texts), 10):
        entries = [
            {"Id": str(number), "MessageBody": text}
            for number, text in enumerate(texts[start : start + 10])
        ]
        answer = stack.clients.sqs.send_message_batch(QueueUrl=queue_url, Entries=entries)  # type: ignore[arg-type]
        assert not answer.get("Failed")


def take_message(stack: Stack, queue: str, text: str, seconds: float = 20) -> Message:
    """Wait for a message that holds the text in a queue without consumers, and delete it."""
    url = stack.output(queue)

    def receive() -> Message | None:
        answer = stack.clients.sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=1, AttributeNames=["All"]
        )
        messages = answer.get("Messages", [])
        return next((dict(message) for message in messages if text in message["Body"]), None)

    message = eventually(receive, seconds)
    stack.clients.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return message


def day_of(time: str) -> str:
    return f"{datetime.fromisoformat(time):%Y/%m/%d}"
