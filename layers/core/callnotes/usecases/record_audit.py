"""Write an event into the audit trail."""

from callnotes.domain.events import AnyEvent
from callnotes.ports import AuditTrail


def record_audit(event: AnyEvent, *, audit: AuditTrail) -> str:
    """Record the event once; return what was done."""
    return "recorded" if audit.record_event(event) else "already recorded"
