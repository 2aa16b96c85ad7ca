"""The batches that functions get from the stream and the queues."""

import json
from typing import Any

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_enrichments import DynamoDBEnrichments, day_key
from callnotes.adapters.dynamodb_index import index_key
from callnotes.adapters.note_items import from_wire, note_to_item, to_wire
from callnotes.adapters.s3_audit import audit_key
from callnotes.domain.enrichment import Enrichment
from callnotes.domain.events import AnyEvent
from callnotes.domain.note import Note
from callnotes.domain.times import to_day_text
from tests.builders import make_change
from tests.cloud import Cloud
from tests.faults.rules import ALWAYS, Rule

type Json = dict[str, Any]

# The output of the workflow that enriches notes.
FOUND_OUT = {
    "language": {"value": "ko", "error": None},
    "sentiment": {"score": 1.0, "error": None},
    "customer": {"tier": "premium", "open_bookings": 1, "error": None},
}


def batch_of(*events: AnyEvent) -> Json:
    """Return the events as messages of a queue, as raw delivery makes them."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": f"handle-{number}",
                "body": event.model_dump_json(),
                "attributes": {"SentTimestamp": "1772366400000"},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:queue",
                "awsRegion": "us-east-1",
            }
            for number, event in enumerate(events)
        ]
    }


def ended(output: Json | None, status: str = "SUCCEEDED") -> Rule:
    """Return the rule by which synchronous executions end so: moto has none."""
    answer = {"executionArn": "arn", "startDate": 0, "stopDate": 1, "status": status}
    body = answer | ({"output": json.dumps(output)} if output else {})
    return Rule("sfn", "StartSyncExecution", "drop", times=ALWAYS, answer=json.dumps(body))


def enrichment_of(cloud: Cloud, note: Note) -> Enrichment | None:
    store = DynamoDBEnrichments(make_client("dynamodb"), cloud.resources["Table"])
    return store.get_enrichment(note.tenant, note.note_id)


def notes_counted(cloud: Cloud, note: Note) -> int:
    """Return how many notes the tenant's counts have of the note's day."""
    key = to_wire(day_key(note.tenant, to_day_text(note.created_at)))
    answer = make_client("dynamodb").get_item(TableName=cloud.resources["Table"], Key=key)
    return int(from_wire(answer.get("Item", {})).get("notes", 0))


def records_of(*notes: Note) -> Json:
    """Return the notes as records of the table's stream."""
    return {"Records": [_record(number, note) for number, note in enumerate(notes)]}


def failed_messages(answer: Json) -> list[str]:
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def store_note(cloud: Cloud, note: Note) -> None:
    item = note_to_item(note, make_change()) | {"fingerprint": "print"}
    make_client("dynamodb").put_item(TableName=cloud.resources["Table"], Item=to_wire(item))


def indexed_version(cloud: Cloud, note: Note) -> int | None:
    """Return the version of a note in the search projection."""
    key = to_wire(index_key(note.tenant, note.note_id))
    answer = make_client("dynamodb").get_item(TableName=cloud.resources["Table"], Key=key)
    return int(from_wire(answer["Item"])["version"]) if "Item" in answer else None


def audit_versions(cloud: Cloud, event: AnyEvent) -> int:
    """Count the versions of an event's audit object in the versioned bucket."""
    answer = make_client("s3").list_object_versions(
        Bucket=cloud.resources["AuditBucket"], Prefix=audit_key(event.tenant, event.time, event.id)
    )
    return len(answer.get("Versions", []))


def _record(number: int, note: Note) -> Json:
    wire = json.loads(json.dumps(to_wire(note_to_item(note, make_change()))))
    keys = {name: wire[name] for name in ("pk", "sk")}
    return {
        "eventID": f"record-{number}",
        "eventName": "INSERT",
        "dynamodb": {"Keys": keys, "NewImage": wire, "SequenceNumber": str(number)},
    }
