"""Things of the domain for tests: each has sensible values, and a test names what matters to it."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from callnotes.domain.actor import Actor, Role
from callnotes.domain.change import Change
from callnotes.domain.customer import Booking, BookingStatus, Customer, CustomerProfile, Tier
from callnotes.domain.escalation import (
    Decision,
    DecisionRequest,
    Escalation,
    EscalationContent,
    Opinion,
    Severity,
    State,
    Verdict,
)
from callnotes.domain.events import CustomerUpdated, NoteEvent, event_of, event_of_customer
from callnotes.domain.identity import make_note_id
from callnotes.domain.note import Language, Note, NoteContent, Tombstone
from callnotes.domain.record import Record

NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)

_numbers = count(1)


def unique(prefix: str) -> str:
    """Return a name that is unique in this run, so that tests can share one table."""
    return f"{prefix}-{next(_numbers)}-{uuid4().hex[:6]}"


def make_actor(
    tenant: str = "hanbit", user_id: str = "user-mina", role: Role = Role.AGENT
) -> Actor:
    return Actor(tenant, user_id, role)


def make_change(
    actor: Actor | None = None, *, request_id: str | None = None, at: datetime = NOON
) -> Change:
    return Change(actor or make_actor(), request_id or unique("request"), at)


def make_content(
    title: str = "Call back",
    body: str = "Asked about the flight to Jeju.",
    *,
    tags: tuple[str, ...] = (),
    customer_id: str | None = None,
    language: Language | None = None,
) -> NoteContent:
    return NoteContent(title, body, tags, customer_id, language)


def make_note(
    content: NoteContent | None = None,
    actor: Actor | None = None,
    *,
    note_id: str | None = None,
    version: int = 1,
    at: datetime = NOON,
) -> Note:
    """Return a note whose author is the actor."""
    author = actor or make_actor()
    return Note(
        note_id=note_id or make_note_id(author, None),
        tenant=author.tenant,
        content=content or make_content(),
        version=version,
        created_by=author.user_id,
        created_at=at,
        updated_at=at,
    )


def make_tombstone(note: Note, actor: Actor | None = None, *, at: datetime = NOON) -> Tombstone:
    return Tombstone.of(note, actor or make_actor(), at)


def make_event(
    state: Note | Tombstone | None = None,
    *,
    actor: str = "user-mina",
    correlationid: str = "request-1",
) -> NoteEvent:
    return event_of(state or make_note(), actor, correlationid)


def make_escalation(
    state: State = "deciding",
    *,
    actor: Actor | None = None,
    escalation_id: str | None = None,
    note_id: str = "n" * 26,
    severity: Severity = "normal",
    at: datetime = NOON,
) -> Escalation:
    """Return an escalation that the actor asked for."""
    author = actor or make_actor()
    return Escalation(
        escalation_id=escalation_id or make_note_id(author, None),
        tenant=author.tenant,
        content=EscalationContent(note_id, "The refund is late again.", severity),
        customer_id="customer-1",
        state=state,
        version=1,
        created_by=author.user_id,
        created_at=at,
        updated_at=at,
    )


def make_decision(
    verdict: Verdict = "approve", comment: str | None = "Go ahead.", by: str = "user-sora"
) -> Decision:
    return Decision(verdict, comment, by, NOON)


def make_decision_request(escalation: Escalation, task_token: str | None = None) -> DecisionRequest:
    return DecisionRequest(
        tenant=escalation.tenant,
        escalation_id=escalation.escalation_id,
        task_token=task_token or unique("token"),
        opinions=(Opinion("history", 0.4, "2 notes in 30 days"),),
        deadline=later(3600),
    )


def make_phone_number() -> str:
    """Return a Korean mobile number that no other test has."""
    return f"+8210{uuid4().int % 10**8:08}"


def make_profile(
    name: str = "정다은",
    *,
    tier: Tier = "standard",
    nickname: str | None = None,
    phone_number: str | None = None,
    language: Language | None = None,
) -> CustomerProfile:
    return CustomerProfile(name, tier, nickname, phone_number or make_phone_number(), language)


def make_booking(
    booking_id: str = "b-1", *, at: datetime = NOON, status: BookingStatus = "confirmed"
) -> Booking:
    return Booking(booking_id, "KE712", at, status)


def make_customer(
    profile: CustomerProfile | None = None,
    *,
    tenant: str = "hanbit",
    customer_id: str | None = None,
    bookings: tuple[Booking, ...] = (),
    version: int = 1,
    at: datetime = NOON,
) -> Customer:
    chosen = customer_id or unique("customer")
    return Customer(chosen, tenant, profile or make_profile(), bookings, version, at)


def make_customer_event(customer: Customer | None = None) -> CustomerUpdated:
    return event_of_customer(customer or make_customer(version=2), "user-mina", "request-1")


def plenty() -> float:
    """Return all the seconds a function may have, however often it asks."""
    return 900.0


def later(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def make_record(**fields: Any) -> Record:
    """A record of an approved escalation."""
    known = {
        "tenant": "hanbit",
        "escalation_id": "e1",
        "note_id": "n1",
        "customer_id": "c1",
        "severity": "normal",
        "state": "approved",
        "decided_by": "s1",
        "decided_at": "2026-03-01T12:00:00Z",
        "closed_at": "2026-03-01T12:00:01Z",
    }
    return Record.model_validate(known | fields)
