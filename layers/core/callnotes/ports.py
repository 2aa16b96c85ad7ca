"""What the use cases need from outside. Fakes and adapters pass the same contract tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from callnotes.domain.change import Change
from callnotes.domain.customer import Customer
from callnotes.domain.escalation import (
    Decision,
    DecisionRequest,
    Escalation,
    OpenEntry,
    PartnerMessage,
    SealedToken,
    State,
)
from callnotes.domain.events import AnyEvent
from callnotes.domain.flags import FlagReading
from callnotes.domain.index import IndexEntry
from callnotes.domain.note import Note, Tombstone
from callnotes.domain.paging import Position
from callnotes.domain.publication import ParkedRecord, Published
from callnotes.domain.secret import Labels
from callnotes.domain.sign_up import SignUp
from callnotes.domain.times import SecondsLeft


@dataclass(frozen=True)
class Stored:
    """What is stored under an id, and the fingerprint of the content that it was created with."""

    state: Note | Tombstone
    fingerprint: str


class NoteStore(Protocol):
    """Notes by id, by author and by customer. Every write is one conditional write."""

    def create_note(self, note: Note, fingerprint: str, change: Change) -> Stored:
        """Store the note unless its id is taken; return what is stored under the id either way."""

    def get_note(self, tenant: str, note_id: str) -> Note | Tombstone | None:
        """Return what is stored under the id, strongly consistent."""

    def update_note(self, note: Note, change: Change) -> None:
        """Replace the version before `note.version`; raise PreconditionFailed when it is gone."""

    def delete_note(self, tombstone: Tombstone, change: Change) -> None:
        """Replace the version before the tombstone's; raise PreconditionFailed when it is gone."""

    def list_author_notes(
        self, tenant: str, author: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Return up to `limit` notes, newest first, and the position of the next page, if any."""

    def list_customer_notes(
        self, tenant: str, customer_id: str, limit: int, after: Position | None
    ) -> tuple[list[Note], Position | None]:
        """Return up to `limit` notes, newest first, and the position of the next page, if any."""


class EscalationStore(Protocol):
    """Escalations by id, of a tenant, and by state. Every change is conditional on the state."""

    def create_escalation(self, escalation: Escalation, change: Change) -> Escalation:
        """List it as open and store it unless its id is taken; return what is stored then."""

    def get_escalation(self, tenant: str, escalation_id: str) -> Escalation | None:
        """Return the escalation, strongly consistent."""

    def list_escalations(
        self, tenant: str, state: State | None, limit: int, after: Position | None
    ) -> tuple[list[Escalation], Position | None]:
        """Return up to `limit` escalations, newest first, and the next page's position, if any."""

    def record_decision(self, decided: Escalation, change: Change) -> Escalation:
        """Record the decision if it waits and has none; return what is stored then."""

    def name_notes(self, tenant: str, escalation_id: str, note_ids: Sequence[str]) -> None:
        """Set which notes may carry its mark; raise EscalationSettled unless it is deciding."""

    def await_decision(
        self, request: DecisionRequest, token: SealedToken, at: datetime
    ) -> Escalation | None:
        """Let it wait with the request's opinions and this token, which replaces an older one.

        Returns None, or what stands when it has a decision or its last state already.
        """

    def fail_escalation(self, escalation: Escalation, error: str, at: datetime) -> bool:
        """Bring an open one to `failed` and remove its marks; return whether this call did."""

    def list_open(self) -> Iterator[OpenEntry]:
        """Return the list of escalations, of all tenants, that may be open."""

    def forget_open(self, tenant: str, escalation_id: str) -> None:
        """Take one off the list of those that may be open."""


class TokenStore(Protocol):
    """The sealed task token of an escalation that waits."""

    def get_token(self, tenant: str, escalation_id: str) -> SealedToken | None:
        """Return the token, strongly consistent."""

    def delete_token(self, tenant: str, escalation_id: str) -> None:
        """Delete the token; idempotent."""


class TokenVault(Protocol):
    """Seals task tokens, each for one escalation of one tenant."""

    def seal_token(self, tenant: str, escalation_id: str, token: str) -> bytes:
        """Return the token's ciphertext."""

    def open_token(self, tenant: str, escalation_id: str, ciphertext: bytes) -> str:
        """Return the token; raise TokenUnreadable when it was not sealed for this escalation."""


class EscalationWorkflow(Protocol):
    """What carries an escalation to its last state."""

    def start(self, tenant: str, escalation_id: str) -> None:
        """Start the workflow, once for each escalation; idempotent."""

    def is_running(self, escalation_id: str) -> bool:
        """Return whether the escalation's workflow runs."""


class WaitingTasks(Protocol):
    """States of a workflow that wait for a task token's callback."""

    def answer(self, task_token: str, escalation_id: str, decision: Decision) -> bool:
        """Send verdict and decider to the workflow; return whether it still waited."""


class SupervisorNotices(Protocol):
    """Notices to supervisors about waiting escalations."""

    def tell_waiting(self, tenant: str, escalation_id: str, deadline: datetime) -> None:
        """Notify the supervisors of a tenant that an escalation waits."""


class Partner(Protocol):
    """The external booking partner, which is informed of approved escalations."""

    def send_message(self, message: PartnerMessage) -> bool:
        """Return whether there is a partner; raise PartnerUnavailable if it does not accept."""


class PartnerCredentials(Protocol):
    """Which secrets the partner knows us by; without a partner nothing happens.

    Both raise CredentialRefused, and PartnerUnavailable when nothing was taken in time.
    """

    def set_credential(self, new: str, *, signed_by: str) -> None:
        """Make the partner accept the new secret beside the one that signs this."""

    def test_credential(self, secret: str) -> None:
        """Find out whether the partner accepts the secret."""


class SecretVersions(Protocol):
    """The versions of one secret; each may raise Unavailable."""

    def read_labels(self) -> Labels:
        """Return the labels of each version that has any."""

    def read_secret(self, version_id: str) -> str | None:
        """Return the value of a version, None as long as it has none."""

    def put_pending(self, version_id: str, secret: str) -> None:
        """Write the value of a version, and move AWSPENDING to it."""

    def make_current(self, version_id: str, *, instead_of: str) -> None:
        """Move AWSCURRENT to the version; the other one becomes AWSPREVIOUS."""


class QuotaLeases(Protocol):
    """Counts the requests of a tenant that are leased to execution environments in a window."""

    def lease(self, tenant: str, window: int, count: int, most: int) -> bool:
        """Lease `count` requests and return True, or False when more than `most` would be leased.

        `window` is its start in seconds since 1970.
        """


class CustomerStore(Protocol):
    """Customers by id and by phone number, which is one customer's in a tenant."""

    def has_customer(self, tenant: str, customer_id: str) -> bool:
        """Return whether the tenant has this customer."""

    def create_customer(self, customer: Customer, change: Change) -> bool:
        """Store the customer unless the id is taken; return whether this call did.

        Raises Conflict when the number is another customer's.
        """

    def get_customer(self, tenant: str, customer_id: str) -> Customer | None:
        """Return the customer, strongly consistent."""

    def list_customers(self, tenant: str, phone_number: str) -> list[Customer]:
        """Return the customers with the number (E.164), at most one; eventually consistent."""

    def update_customer(self, customer: Customer, former: Customer, change: Change) -> None:
        """Replace the former version.

        Raises PreconditionFailed when it is gone, Conflict when the number is another customer's.
        """


class TenantStore(Protocol):
    """Settings of contact centers."""

    def get_phone_region(self, tenant: str) -> str | None:
        """Return the region (ISO 3166-1) in which numbers without a country code are read."""

    def set_phone_region(self, tenant: str, region: str) -> None:
        """Set that region."""


class NoteIndex(Protocol):
    """The search projection of notes."""

    def put_entry(self, entry: IndexEntry) -> bool:
        """Put the entry unless the same or a newer version is stored; return whether it was put."""


class EventPublisher(Protocol):
    """The topic of all events, their bus, or both."""

    def publish_events(
        self, events: Sequence[AnyEvent], seconds_left: SecondsLeft
    ) -> Iterator[Published]:
        """Publish the events in order.

        Yields one result for each event. Raises Unavailable at the first event that is not
        accepted in the time left; later events may have been published already.
        """


class ParkingLot(Protocol):
    """Keeps stream records that cannot be processed, so that they do not block the shard."""

    def park_record(self, record: ParkedRecord, seconds_left: SecondsLeft) -> None:
        """Keep the record and its reason; raise Unavailable when too little time is left."""


class AuditTrail(Protocol):
    """The permanent record of all events."""

    def record_event(self, event: AnyEvent) -> bool:
        """Write the event once; return whether this call wrote it."""


class SignUpStore(Protocol):
    """Users who signed up."""

    def record_sign_up(self, sign_up: SignUp) -> None:
        """Record the sign-up once."""


class HealthProbe(Protocol):
    """A dependency whose health can be checked."""

    @property
    def name(self) -> str:
        """Its name in the response."""

    def is_healthy(self) -> bool:
        """Return whether the dependency responds in time."""


class UserDirectory(Protocol):
    """The users who can sign in."""

    def add_to_group(self, username: str, group: str) -> None:
        """Make the user a member; idempotent."""


class FlagSource(Protocol):
    """Where the feature flags come from."""

    def read_flags(self) -> FlagReading:
        """Return the last flags that could be read; never raises."""
