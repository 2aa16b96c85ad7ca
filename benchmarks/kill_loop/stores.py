"""The notes' state in table, audit trail and queues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from callnotes_local.cloud.cloud import Cloud

NEVER_FILLED = (
    "IndexNoteDeadLetterQueueUrl",
    "RecordAuditDeadLetterQueueUrl",
    "EnrichNoteDeadLetterQueueUrl",
    "ParkedEventsQueueUrl",
)


@dataclass(frozen=True)
class Stores:
    """One reading of all stores: versions by note, audit objects by event, messages in DLQs."""

    notes: dict[str, tuple[int, str]]
    projections: dict[str, int]
    audit: Mapping[str, int]
    given_up: int

    def torn(self) -> list[str]:
        """Where the stores contradict each other, once everything in flight has arrived."""
        return [
            *self._torn_projections(),
            *self._torn_audit(),
            *([f"{self.given_up} messages in dead-letter queues"] if self.given_up else []),
        ]

    def _torn_projections(self) -> Iterator[str]:
        for note_id in self.notes.keys() | self.projections.keys():
            version, _ = self.notes.get(note_id, (0, ""))
            projected = self.projections.get(note_id, 0)
            if projected != version:
                yield f"{note_id}: version {version} in the table, {projected} in its projection"

    def _torn_audit(self) -> Iterator[str]:
        events = {f"{n}.{v}" for n, (latest, _) in self.notes.items() for v in range(1, latest + 1)}
        for event_id in events | self.audit.keys():
            wanted, found = int(event_id in events), self.audit.get(event_id, 0)
            if wanted != found:
                yield f"{event_id}: {found} audit objects instead of {wanted}"


def read_stores(cloud: Cloud) -> Stores:
    """Read everything as it is now."""
    items = list(_scan(cloud))
    return Stores(
        notes={_note_id(item): _content(item) for item in items if item["sk"]["S"] == "NOTE"},
        projections={
            _note_id(item): int(item["version"]["N"])
            for item in items
            if item["sk"]["S"] == "INDEX"
        },
        audit=Counter(_read_audit(cloud)),
        given_up=sum(_depth(cloud, queue) for queue in NEVER_FILLED),
    )


def _scan(cloud: Cloud) -> Iterator[dict[str, Any]]:
    pages = cloud.clients.dynamodb.get_paginator("scan").paginate(
        TableName=cloud.output("TableName"), ConsistentRead=True
    )
    for page in pages:
        yield from page["Items"]


def _note_id(item: dict[str, Any]) -> str:
    return str(item["pk"]["S"].rpartition("#")[2])


def _content(item: dict[str, Any]) -> tuple[int, str]:
    return int(item["version"]["N"]), item["body"]["S"]


def _read_audit(cloud: Cloud) -> Iterator[str]:
    pages = cloud.clients.s3.get_paginator("list_object_versions").paginate(
        Bucket=cloud.output("AuditBucketName")
    )
    for page in pages:
        for found in page.get("Versions", []):
            yield found["Key"].rpartition("/")[2].removesuffix(".json")


def _depth(cloud: Cloud, queue: str) -> int:
    answer = cloud.clients.sqs.get_queue_attributes(
        QueueUrl=cloud.output(queue), AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(answer["Attributes"]["ApproximateNumberOfMessages"])
