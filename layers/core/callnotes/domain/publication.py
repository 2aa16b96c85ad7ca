"""What becomes of the changes that the table's stream tells of."""

from dataclasses import dataclass, field

from callnotes.domain.events import AnyEvent


@dataclass(frozen=True)
class StreamRecord:
    """One change of the table: the event it means, or why it means none we can read."""

    record_id: str
    sequence_number: str
    keys: dict[str, str]
    event: AnyEvent | None
    problem: str = ""


@dataclass(frozen=True)
class Published:
    """What became of one event: the topic's message id, or why it was refused for good."""

    event: AnyEvent
    message_id: str | None
    refusal: str = ""


@dataclass(frozen=True)
class ParkedRecord:
    """A stream record that cannot be processed, with the reason; keys lead back to the item."""

    record_id: str
    keys: dict[str, str]
    reason: str


@dataclass(frozen=True)
class Interruption:
    """The first record of a batch that must come again, with all behind it, and why."""

    sequence_number: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of a batch; without an interruption, all of it was published or parked."""

    published: list[Published] = field(default_factory=list)
    parked: list[ParkedRecord] = field(default_factory=list)
    interruption: Interruption | None = None
