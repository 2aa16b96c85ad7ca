"""The table of events and their consumers. Tests compare it with template and local flow."""

from dataclasses import dataclass

from callnotes.domain.events import (
    CustomerUpdated,
    EscalationClosed,
    EscalationCreated,
    EscalationWaiting,
    Event,
    NoteCreated,
    NoteDeleted,
    NoteUpdated,
)


@dataclass(frozen=True, kw_only=True)
class EventRoute:
    """An event type and its consumers, by verb_noun."""

    model: type[Event]
    consumers: tuple[str, ...]

    @property
    def type(self) -> str:
        """The event's type, as consumers filter by it."""
        return str(self.model.model_fields["type"].default)


EVENTS = (
    EventRoute(
        model=NoteCreated,
        consumers=("index_note", "enrich_note", "record_audit"),
    ),
    EventRoute(
        model=NoteUpdated,
        consumers=("index_note", "enrich_note", "record_audit"),
    ),
    EventRoute(
        model=NoteDeleted,
        consumers=("index_note", "enrich_note", "record_audit"),
    ),
    EventRoute(model=CustomerUpdated, consumers=("record_audit",)),
    EventRoute(model=EscalationCreated, consumers=("record_audit",)),
    EventRoute(model=EscalationWaiting, consumers=("record_audit",)),
    EventRoute(model=EscalationClosed, consumers=("record_audit",)),
)
