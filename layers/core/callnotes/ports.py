"""What the use cases need from the world. Fakes and adapters pass the same contract tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from callnotes.domain.change import Change
from callnotes.domain.events import NoteEvent
from callnotes.domain.index import IndexEntry
from callnotes.domain.note import Note, Tombstone
from callnotes.domain.paging import Position
from callnotes.domain.publication import ParkedRecord, Published
from callnotes.domain.sign_up import SignUp
from callnotes.domain.times import SecondsLeft


@dataclass(frozen=True)
class Stored:
    """What stands in the store under an id, and the fingerprint of the content it began with."""

    state: Note | Tombstone
    fingerprint: str


class NoteStore(Protocol):
    """Notes by id, by author and by customer. Every write is one conditional write."""

    def create_note(self, note: Note, fingerprint: str, change: Change) -> Stored:
        """Store the note unless its id is taken; return what stands under the id either way."""

    def get_note(self, tenant: str, note_id: str) -> Note | Tombstone | None:
        """Return what stands under the id, strongly consistent."""

    def update_note(self, note: Note, change: Change) -> None:
        """Replace the version before `note.version`; raise PreconditionFailed when it is gone."""

    def delete_note(self, tombstone: Tombstone, change: Change) -> None:
        """Replace the version before the tombstone's; raise PreconditionFailed when it is gone."""

    def list_author_notes(
        self, tenant: str, author: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Return up to `limit` notes, newest first, and where to go on."""

    def list_customer_notes(
        self, tenant: str, customer_id: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Return up to `limit` notes, newest first, and where to go on."""


class QuotaLeases(Protocol):
    """How many requests of a tenant are leased to execution environments, window by window."""

    def lease(self, tenant: str, window: int, count: int, most: int) -> bool:
        """Lease `count` requests unless that makes more than `most`; `window` is its start."""


class CustomerStore(Protocol):
    """The tenant's customers."""

    def has_customer(self, tenant: str, customer_id: str) -> bool:
        """Say whether the tenant has this customer."""


class NoteIndex(Protocol):
    """The search projection of notes."""

    def put_entry(self, entry: IndexEntry) -> bool:
        """Put the entry over an older version only; say whether it was put."""


class EventPublisher(Protocol):
    """The topic all facts go to."""

    def publish_events(
        self, events: Sequence[NoteEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        """Publish in order and yield what became of each event.

        Raises Unavailable at the first that the topic does not take in the time left. Some behind
        it may have been published by then.
        """


class ParkingLot(Protocol):
    """Where poison waits for a person, so that it blocks nobody."""

    def park_record(self, record: ParkedRecord, seconds_left: SecondsLeft) -> None:
        """Keep the record with its reason; raise Unavailable when the time left is not enough."""


class AuditTrail(Protocol):
    """The unchangeable account of what happened."""

    def record_event(self, event: NoteEvent) -> bool:
        """Write the event once; say whether this call wrote it."""


class SignUpStore(Protocol):
    """Who signed up by themselves."""

    def record_sign_up(self, sign_up: SignUp) -> None:
        """Record the sign-up once."""


class HealthProbe(Protocol):
    """One dependency that can be asked whether it answers."""

    @property
    def name(self) -> str:
        """What the answer calls it."""

    def is_healthy(self) -> bool:
        """Say whether the dependency answers in time."""


class UserDirectory(Protocol):
    """The people who can sign in."""

    def add_to_group(self, username: str, group: str) -> None:
        """Make the user a member; once or more is the same."""
