"""Write an event into the audit trail."""

from callnotes.domain.events import NoteEvent
from callnotes.ports import AuditTrail


def record_audit(event: NoteEvent, *, audit: AuditTrail) -> str:
    """Record the event once; return what was done."""
    return "recorded" if audit.record_event(event) else "already recorded"
