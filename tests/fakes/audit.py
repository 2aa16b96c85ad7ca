from dataclasses import dataclass, field

from callnotes.domain.events import AnyEvent


@dataclass
class InMemoryAudit:
    """`ports.AuditTrail` in a dictionary by event id."""

    events: dict[str, AnyEvent] = field(default_factory=dict)

    def record_event(self, event: AnyEvent) -> bool:
        return self.events.setdefault(event.id, event) is event
