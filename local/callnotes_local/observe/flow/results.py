"""What the consumers left behind: the projection and the audit objects."""

from collections.abc import Iterator
from datetime import datetime

from botocore.exceptions import ClientError

from callnotes.adapters.s3_audit import audit_key
from callnotes_local.cloud.cloud import Cloud
from callnotes_local.observe.flow.facts import Facts
from callnotes_local.observe.flow.hop import Hop, HopStatus, to_text
from callnotes_local.observe.flow.note import StoredNote


def read_projection(note: StoredNote, indexed: Facts) -> Iterator[Hop]:
    """The projection, once it is there; its time is that of the consumer that wrote last."""
    if note.indexed_version is None or not indexed:
        return
    at = max(done.at for done in indexed.values())
    current = note.indexed_version >= note.version
    status = HopStatus.OK if current else HopStatus.PENDING
    yield Hop(
        to_text(at), "dynamodb", "Table", status, f"projection of version {note.indexed_version}"
    )


def read_audit(
    cloud: Cloud,
    tenant: str,
    published: Facts,
    recorded: Facts,
) -> Iterator[Hop]:
    """The audit object of each event that has one."""
    for event_id, event in published.items():
        key = audit_key(tenant, datetime.fromisoformat(event.fields["written_at"]), event_id)
        try:
            answer = cloud.clients.s3.head_object(Bucket=cloud.output("AuditBucketName"), Key=key)
        except ClientError:
            continue
        # S3 tells whole seconds; the consumer knows the moment.
        done = recorded.get(event_id)
        at = to_text(done.at if done else answer["LastModified"])
        yield Hop(at, "s3", "AuditBucket", HopStatus.OK, key)
