"""A queue of events: each is written into the audit trail once."""

from callnotes.adapters.clients import make_client
from callnotes.adapters.s3_audit import S3AuditTrail
from callnotes.domain.events import AnyEvent, parse_event
from callnotes.entry.batches import consume
from callnotes.settings import AuditSettings, read_settings
from callnotes.usecases.record_audit import record_audit

audit = S3AuditTrail(make_client("s3"), read_settings(AuditSettings).audit_bucket_name)


@consume("record_audit", parse_event)
def handler(event: AnyEvent) -> str:
    """Write the event into the audit trail."""
    return record_audit(event, audit=audit)
