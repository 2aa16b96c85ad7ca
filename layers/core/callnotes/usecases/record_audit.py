"""Write an event into the audit trail."""

from callnotes.domain.events import AnyEvent
from callnotes.ports.events import AuditTrail


def record_audit(event: AnyEvent, *, audit: AuditTrail) -> str:
    """Record the event once; return the outcome for the log: `recorded` or `already recorded`."""
    return "recorded" if audit.record_event(event) else "already recorded"
