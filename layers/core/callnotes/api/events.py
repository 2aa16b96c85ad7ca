"""The one table of events and who consumes them. Tests hold it against template and flow."""

from dataclasses import dataclass

from callnotes.domain.events import EVENT_TYPES, Event


@dataclass(frozen=True)
class EventRoute:
    """An event and the functions its fact reaches, by verb_noun."""

    model: type[Event]
    consumers: tuple[str, ...]

    @property
    def type(self) -> str:
        """The event's type, as consumers filter by it."""
        return str(self.model.model_fields["type"].default)


NOTE_CONSUMERS = ("index_note", "record_audit")
EVENTS = tuple(EventRoute(model, NOTE_CONSUMERS) for model in EVENT_TYPES)
