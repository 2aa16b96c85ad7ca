from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from callnotes.domain.errors import Unavailable
from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import Published
from callnotes.domain.times import SecondsLeft


@dataclass
class InMemoryPublisher:
    """`ports.EventPublisher` in a list; `accepts` is how many it takes before it is unavailable."""

    sent: list[AnyEvent] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    accepts: int | None = None

    def publish_events(
        self, events: Sequence[AnyEvent], _seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        return (self._publish(event) for event in events)

    def _publish(self, event: AnyEvent) -> Published:
        if event.id in self.refusals:
            return Published(event, None, self.refusals[event.id])
        if self.accepts is not None and len(self.sent) >= self.accepts:
            raise Unavailable("The topic does not answer right now.")
        self.sent.append(event)
        return Published(event, f"message-{len(self.sent)}")
