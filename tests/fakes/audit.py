from dataclasses import dataclass, field

from callnotes.domain.events import NoteEvent


@dataclass
class InMemoryAudit:
    """`ports.AuditTrail` in a dictionary by event id."""

    events: dict[str, NoteEvent] = field(default_factory=dict)

    def record_event(self, event: NoteEvent) -> bool:
        return self.events.setdefault(event.id, event) is event
