"""The line a fact travels, with everything that can go wrong on the way.

Table, stream, topic and queues are lists; the use cases are the real ones. Whoever plays decides
which message comes next, whether it comes again, and where the process ends.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from callnotes.domain.change import Change
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import AnyEvent, NoteEvent, event_of, parse_note_event
from callnotes.domain.note import Note, Tombstone
from callnotes.domain.publication import Published, StreamRecord
from callnotes.domain.times import SecondsLeft
from callnotes.ports.events import AuditTrail
from callnotes.usecases.create_note import create_note
from callnotes.usecases.delete_note import delete_note
from callnotes.usecases.index_note import index_note
from callnotes.usecases.publish_events import publish_events
from callnotes.usecases.record_audit import record_audit
from callnotes.usecases.update_note import update_note
from tests.builders import NOON, make_actor, make_content, plenty
from tests.fakes.audit import InMemoryAudit
from tests.fakes.customers import InMemoryCustomers
from tests.fakes.index import InMemoryIndex
from tests.fakes.notes import InMemoryNotes
from tests.fakes.parking import InMemoryParking

AUTHOR = make_actor()


@dataclass(frozen=True)
class SlowReader:
    """A consumer that has read the note, and stands still before it writes."""

    event: NoteEvent
    state: Note | Tombstone | None

    def get_note(self, _tenant: str, _note_id: str) -> Note | Tombstone | None:
        return self.state


@dataclass
class CountingAudit:
    """Counts the writes that took effect."""

    audit: AuditTrail
    writes: Counter[str] = field(default_factory=Counter)

    def record_event(self, event: AnyEvent) -> bool:
        wrote = self.audit.record_event(event)
        self.writes[event.id] += wrote
        return wrote


@dataclass
class Topic:
    """Copies each event into every queue, until it goes away after some."""

    queues: list[list[str]]
    accepts: int

    def publish_events(
        self, events: Sequence[AnyEvent], _seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        return (self._publish(event) for event in events)

    def _publish(self, event: AnyEvent) -> Published:
        if self.accepts == 0:
            raise Unavailable("The topic does not answer right now.")
        self.accepts -= 1
        for queue in self.queues:
            queue.append(event.model_dump_json())
        return Published(event, "message")


@dataclass
class World:
    """Everything that lasts. `index` and `audit` are replaced to see whether a bug is found."""

    index: InMemoryIndex = field(default_factory=InMemoryIndex)
    audit: InMemoryAudit = field(default_factory=InMemoryAudit)
    shard: list[StreamRecord] = field(default_factory=list)
    position: int = 0
    to_index: list[str] = field(default_factory=list)
    to_audit: list[str] = field(default_factory=list)
    slow: list[SlowReader] = field(default_factory=list)
    parking: InMemoryParking = field(default_factory=InMemoryParking)
    facts: dict[str, NoteEvent] = field(default_factory=dict)
    states: dict[str, Note | Tombstone] = field(default_factory=dict)
    vanished: set[str] = field(default_factory=set)
    clock: datetime = NOON

    def __post_init__(self) -> None:
        self.notes = InMemoryNotes(self._stream)
        self.counted = CountingAudit(self.audit)

    def create(self) -> None:
        create_note(
            make_content(),
            self._change(),
            idempotency_key=None,
            notes=self.notes,
            customers=InMemoryCustomers(),
        )

    def update(self, note: Note) -> None:
        update_note(
            note.note_id,
            make_content(body=f"version {note.version + 1}"),
            self._change(),
            if_match=f'"{note.version}"',
            notes=self.notes,
            customers=InMemoryCustomers(),
        )

    def delete(self, note: Note) -> None:
        delete_note(note.note_id, self._change(), if_match=f'"{note.version}"', notes=self.notes)

    def expire(self, tombstone: Tombstone) -> None:
        """Let a week pass for a tombstone, and for its projection if that is one too."""
        self.notes.expire_tombstone(tombstone)
        self.vanished.add(tombstone.note_id)

    def poison(self) -> None:
        """Put a record into the stream that cannot be read."""
        self.shard.append(StreamRecord("poison", str(len(self.shard)), {}, None, "nonsense"))

    def publish(self, count: int, accepts: int) -> None:
        """Give the next records to publish_events; the first that it cannot publish is retried."""
        batch = self.shard[self.position : self.position + count]
        outcome = publish_events(
            batch,
            publisher=Topic([self.to_index, self.to_audit], accepts),
            parking=self.parking,
            seconds_left=plenty,
        )
        self.position += len(outcome.published) + len(outcome.parked)

    def replay(self, position: int) -> None:
        """Read the stream again from an earlier place."""
        self.position = min(position, self.position)

    def index_message(self, place: int, *, acknowledged: bool) -> None:
        event = self._take(self.to_index, place, acknowledged=acknowledged)
        index_note(event, notes=self.notes, index=self.index)

    def audit_message(self, place: int, *, acknowledged: bool) -> None:
        event = self._take(self.to_audit, place, acknowledged=acknowledged)
        record_audit(event, audit=self.counted)

    def read_slowly(self, place: int) -> None:
        event = parse_note_event(self.to_index[place])
        self.slow.append(SlowReader(event, self.notes.get_note(event.tenant, event.subject)))

    def write_slowly(self, place: int) -> None:
        reader = self.slow.pop(place)
        index_note(reader.event, notes=reader, index=self.index)  # type: ignore[arg-type]

    def drain(self) -> None:
        """Let everything that is under way arrive."""
        while self.slow:
            self.write_slowly(0)
        self.publish(len(self.shard), len(self.shard))
        while self.to_index:
            self.index_message(0, acknowledged=True)
        while self.to_audit:
            self.audit_message(0, acknowledged=True)

    def _take(self, queue: list[str], place: int, *, acknowledged: bool) -> NoteEvent:
        return parse_note_event(queue.pop(place) if acknowledged else queue[place])

    def _stream(self, state: Note | Tombstone, change: Change) -> None:
        event = event_of(state, change.actor.user_id, change.request_id)
        self.facts[event.id] = event
        self.states[state.note_id] = state
        number = str(len(self.shard))
        self.shard.append(StreamRecord(f"record-{number}", number, {"pk": event.subject}, event))

    def _change(self) -> Change:
        self.clock += timedelta(seconds=1)
        return Change(AUTHOR, f"request-{len(self.shard)}", self.clock)
