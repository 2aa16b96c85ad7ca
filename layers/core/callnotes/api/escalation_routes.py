"""The routes of escalations and what each takes."""

from typing import Annotated

from pydantic import Field

from callnotes.api.escalation_models import (
    DecisionInput,
    EscalationInput,
    EscalationOutput,
    EscalationPageOutput,
)
from callnotes.api.inputs import (
    DEFAULT_LIMIT,
    PATH,
    QUERY,
    IdempotencyKey,
    In,
    Input,
    Limit,
    Next,
)
from callnotes.api.route import STAFF, Route
from callnotes.domain.actor import Role
from callnotes.domain.escalation import State

EscalationId = Annotated[str, PATH, Field(description="The escalation.")]


class CreateEscalationInput(Input):
    """A case to decide, perhaps with a key that makes sending it again safe."""

    idempotency_key: IdempotencyKey = None
    body: Annotated[EscalationInput, In("body", errors=(400, 404, 409, 413, 415))]


class ListEscalationsInput(Input):
    """Which escalations, and which page."""

    state: Annotated[
        State | None, QUERY, Field(description="List those in this state, not all.")
    ] = None
    limit: Limit = DEFAULT_LIMIT
    next: Next = None


class GetEscalationInput(Input):
    """Which escalation."""

    escalation_id: EscalationId


class DecideEscalationInput(Input):
    """Which escalation, and what is decided."""

    escalation_id: EscalationId
    body: Annotated[DecisionInput, In("body", errors=(400, 409, 413, 415))]


CREATE_ESCALATION = Route(
    name="create_escalation",
    method="POST",
    path="/v1/escalations",
    summary="Have a case decided",
    input=CreateEscalationInput,
    status=202,
    roles=STAFF,
    response=EscalationOutput,
    headers={"Location": "The escalation's path."},
)
LIST_ESCALATIONS = Route(
    name="list_escalations",
    method="GET",
    path="/v1/escalations",
    summary="List escalations, newest first",
    input=ListEscalationsInput,
    roles=STAFF,
    response=EscalationPageOutput,
)
GET_ESCALATION = Route(
    name="get_escalation",
    method="GET",
    path="/v1/escalations/{escalation_id}",
    summary="Get an escalation",
    input=GetEscalationInput,
    roles=STAFF,
    response=EscalationOutput,
)
DECIDE_ESCALATION = Route(
    name="decide_escalation",
    method="POST",
    path="/v1/escalations/{escalation_id}/decision",
    summary="Decide an escalation, once",
    input=DecideEscalationInput,
    roles=frozenset({Role.SUPERVISOR}),
    response=EscalationOutput,
)
