"""What becomes of the changes that the table's stream tells of."""

from dataclasses import dataclass

from callnotes.domain.events import NoteEvent


@dataclass(frozen=True)
class StreamRecord:
    """One change of the table: the event it means, or why it means none we can read."""

    record_id: str
    keys: dict[str, str]
    event: NoteEvent | None
    problem: str | None = None


@dataclass(frozen=True)
class Published:
    """What became of one event: the topic's message id, or why it was refused for good."""

    event: NoteEvent
    message_id: str | None
    refusal: str | None = None


@dataclass(frozen=True)
class ParkedRecord:
    """A stream record that cannot be processed, with the reason; keys lead back to the item."""

    record_id: str
    keys: dict[str, str]
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What became of a batch."""

    published: list[Published]
    parked: list[ParkedRecord]
