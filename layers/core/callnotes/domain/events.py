"""Events about changes, as CloudEvents 1.0 with ids and metadata only, never a note's text.

https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from callnotes.domain.customer import Customer, Tier
from callnotes.domain.escalation import Escalation, Severity, State
from callnotes.domain.note import Language, Note, Tombstone


class _Frozen(BaseModel):
    # Consumers accept fields that a later version of the publisher adds.
    model_config = ConfigDict(frozen=True, extra="allow")


class NoteData(_Frozen):
    """The note that changed, its new version, and attributes that consumers filter by."""

    note_id: str
    version: int = Field(ge=1)
    customer_id: str | None = None
    language: Language | None = None


class CustomerData(_Frozen):
    """The customer that changed, its new version, and attributes that consumers filter by."""

    customer_id: str
    version: int = Field(ge=1)
    tier: Tier
    language: Language | None = None


class EscalationData(_Frozen):
    """The escalation and its new state; neither its reason nor a comment."""

    escalation_id: str
    version: int = Field(ge=1)
    note_id: str
    customer_id: str
    severity: Severity
    state: State


class Event(_Frozen):
    """The attributes of every event, from the record of the table's stream.

    `id` is `<subject>.<version>`, the same at every delivery of the same change. `time` is when the
    change was written, in UTC; JSON has it as RFC 3339.
    """

    specversion: Literal["1.0"] = "1.0"
    id: str
    source: str
    subject: str = Field(description="The id of the note, customer or escalation.")
    time: datetime
    tenant: str
    actor: str = Field(description="The Cognito `sub` of the user who made the change.")
    correlationid: str = Field(description="The id of the request that caused it.")
    traceparent: str | None = Field(
        default=None,
        exclude_if=lambda trace: trace is None,
        description="The trace of that request: https://www.w3.org/TR/trace-context/.",
    )


class _OfNote(Event):
    source: Literal["callnotes/notes"] = "callnotes/notes"
    data: NoteData


class NoteCreated(_OfNote):
    """A note was created."""

    type: Literal["NoteCreated.v1"] = "NoteCreated.v1"


class NoteUpdated(_OfNote):
    """The note's author replaced its content."""

    type: Literal["NoteUpdated.v1"] = "NoteUpdated.v1"


class NoteDeleted(_OfNote):
    """The note's author or a supervisor deleted it."""

    type: Literal["NoteDeleted.v1"] = "NoteDeleted.v1"


class CustomerUpdated(Event):
    """A member of staff replaced a customer's profile."""

    source: Literal["callnotes/customers"] = "callnotes/customers"
    data: CustomerData
    type: Literal["CustomerUpdated.v1"] = "CustomerUpdated.v1"


class _OfEscalation(Event):
    source: Literal["callnotes/escalations"] = "callnotes/escalations"
    data: EscalationData


class EscalationCreated(_OfEscalation):
    """A member of staff asked for a decision."""

    type: Literal["EscalationCreated.v1"] = "EscalationCreated.v1"


class EscalationWaiting(_OfEscalation):
    """The opinions are collected; a supervisor is to decide."""

    type: Literal["EscalationWaiting.v1"] = "EscalationWaiting.v1"


class EscalationClosed(_OfEscalation):
    """The escalation reached its last state."""

    type: Literal["EscalationClosed.v1"] = "EscalationClosed.v1"


type NoteEvent = NoteCreated | NoteUpdated | NoteDeleted
type EscalationEvent = EscalationCreated | EscalationWaiting | EscalationClosed
type AnyEvent = NoteEvent | CustomerUpdated | EscalationEvent

_NOTE_EVENT: TypeAdapter[NoteEvent] = TypeAdapter(
    Annotated[NoteCreated | NoteUpdated | NoteDeleted, Field(discriminator="type")]
)
_ANY_EVENT: TypeAdapter[AnyEvent] = TypeAdapter(
    Annotated[
        NoteCreated
        | NoteUpdated
        | NoteDeleted
        | CustomerUpdated
        | EscalationCreated
        | EscalationWaiting
        | EscalationClosed,
        Field(discriminator="type"),
    ]
)


def event_of(
    state: Note | Tombstone, actor: str, correlationid: str, traceparent: str | None = None
) -> NoteEvent:
    """Return the event of the change that led to this state of a note."""
    return _type_of(state)(
        id=f"{state.note_id}.{state.version}",
        subject=state.note_id,
        time=_time_of(state),
        tenant=state.tenant,
        actor=actor,
        correlationid=correlationid,
        traceparent=traceparent,
        data=_data_of(state),
    )


def event_of_customer(
    customer: Customer, actor: str, correlationid: str, traceparent: str | None = None
) -> CustomerUpdated:
    """Return the event of the change that led to this version of a customer."""
    profile = customer.profile
    return CustomerUpdated(
        id=f"{customer.customer_id}.{customer.version}",
        subject=customer.customer_id,
        time=customer.updated_at,
        tenant=customer.tenant,
        actor=actor,
        correlationid=correlationid,
        traceparent=traceparent,
        data=CustomerData(
            customer_id=customer.customer_id,
            version=customer.version,
            tier=profile.tier,
            language=profile.language,
        ),
    )


def event_of_escalation(
    escalation: Escalation, actor: str, correlationid: str, traceparent: str | None = None
) -> EscalationEvent:
    """Return the event of the change that led to this state of an escalation."""
    return _ESCALATION_TYPES.get(escalation.state, EscalationClosed)(
        id=f"{escalation.escalation_id}.{escalation.version}",
        subject=escalation.escalation_id,
        time=escalation.updated_at,
        tenant=escalation.tenant,
        actor=actor,
        correlationid=correlationid,
        traceparent=traceparent,
        data=EscalationData(
            escalation_id=escalation.escalation_id,
            version=escalation.version,
            note_id=escalation.content.note_id,
            customer_id=escalation.customer_id,
            severity=escalation.content.severity,
            state=escalation.state,
        ),
    )


def parse_event(text: str | bytes) -> AnyEvent:
    """Read an event from JSON; raise pydantic.ValidationError for any other text."""
    return _ANY_EVENT.validate_json(text)


def parse_note_event(text: str | bytes) -> NoteEvent:
    """Read an event of a note from JSON; raise pydantic.ValidationError for any other text."""
    return _NOTE_EVENT.validate_json(text)


_ESCALATION_TYPES: dict[State, type[EscalationEvent]] = {
    "deciding": EscalationCreated,
    "waiting": EscalationWaiting,
}


def _type_of(state: Note | Tombstone) -> type[NoteCreated] | type[NoteUpdated] | type[NoteDeleted]:
    if isinstance(state, Tombstone):
        return NoteDeleted
    return NoteCreated if state.version == 1 else NoteUpdated


def _time_of(state: Note | Tombstone) -> datetime:
    return state.deleted_at if isinstance(state, Tombstone) else state.updated_at


def _data_of(state: Note | Tombstone) -> NoteData:
    if isinstance(state, Tombstone):
        return NoteData(note_id=state.note_id, version=state.version)
    return NoteData(
        note_id=state.note_id,
        version=state.version,
        customer_id=state.content.customer_id,
        language=state.content.language,
    )
