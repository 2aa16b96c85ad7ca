"""What the consumers left behind: the projection and the audit objects."""

from collections.abc import Iterator, Mapping

from botocore.exceptions import ClientError

from callnotes.adapters.s3_audit import audit_key
from callnotes_local.cloud import Cloud
from callnotes_local.flow.consumption import Consumption
from callnotes_local.flow.hop import Hop, HopStatus, to_text
from callnotes_local.flow.note import StoredNote
from callnotes_local.flow.publication import PublishedEvent


def read_projection(note: StoredNote, indexed: Mapping[str, Consumption]) -> Iterator[Hop]:
    """The projection, once it is there; its time is that of the consumer that wrote last."""
    if note.indexed_version is None or not indexed:
        return
    at = max(done.consumed_at for done in indexed.values())
    current = note.indexed_version >= note.version
    status = HopStatus.OK if current else HopStatus.PENDING
    yield Hop(
        to_text(at), "dynamodb", "Table", status, f"projection of version {note.indexed_version}"
    )


def read_audit(
    cloud: Cloud,
    tenant: str,
    published: Mapping[str, PublishedEvent],
    recorded: Mapping[str, Consumption],
) -> Iterator[Hop]:
    """The audit object of each event that has one."""
    for event_id, event in published.items():
        key = audit_key(tenant, event.written_at, event_id)
        try:
            answer = cloud.clients.s3.head_object(Bucket=cloud.output("AuditBucketName"), Key=key)
        except ClientError:
            continue
        # S3 tells whole seconds; the consumer knows the moment.
        done = recorded.get(event_id)
        at = to_text(done.consumed_at if done else answer["LastModified"])
        yield Hop(at, "s3", "AuditBucket", HopStatus.OK, key)
