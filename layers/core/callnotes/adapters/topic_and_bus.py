"""Each event to the topic and to the bus.

Why: docs/decisions/0015-the-bus-is-fed-by-publish-events.md
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from callnotes.adapters.clients import LONGEST_CALL_SECONDS
from callnotes.domain.events import AnyEvent
from callnotes.domain.publication import Published
from callnotes.domain.times import SecondsLeft
from callnotes.ports.events import EventPublisher


@dataclass(frozen=True)
class TopicAndBus:
    """`ports.EventPublisher` on both, in step: a batch that one does not take comes again to both.

    The message id is the topic's; an event that either refuses for good is refused.
    """

    topic: EventPublisher
    bus: EventPublisher

    def publish_events(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        """Publish to the topic only what there will be time to put on the bus as well."""

        def left_for_topic() -> float:
            left: float = seconds_left() - LONGEST_CALL_SECONDS
            return left

        sent = self.topic.publish_events(events, left_for_topic)
        put = self.bus.publish_events(events, seconds_left)
        return (_join(*both) for both in zip(sent, put, strict=True))


def _join(sent: Published, put: Published) -> Published:
    refusals = ", ".join(filter(None, (sent.refusal, put.refusal)))
    return replace(sent, refusal=refusals)
