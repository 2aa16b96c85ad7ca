"""EventBridge: on a schedule, and when an escalation's workflow ended without a last state."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from pydantic import BaseModel

from callnotes.adapters.clients import CLOSING_SECONDS, LONGEST_CALL_SECONDS, make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.sfn_workflow import StepFunctionsWorkflow
from callnotes.domain.escalation import OpenEntry
from callnotes.domain.times import SecondsLeft
from callnotes.entry.observability import count
from callnotes.entry.schedules import BY_THE_CLOCK, Json, scheduled
from callnotes.settings import TableSettings, WorkflowSettings, read_settings
from callnotes.usecases.settle_escalations import find_overdue, settle_escalations

# What one escalation may take: its execution, itself, its last state, and its line in the list.
SECONDS_FOR_ONE = 4 * LONGEST_CALL_SECONDS + CLOSING_SECONDS

escalations = DynamoDBEscalations(make_client("dynamodb"), read_settings(TableSettings).table_name)
workflow = StepFunctionsWorkflow(
    make_client("stepfunctions"), read_settings(WorkflowSettings).escalation_state_machine_arn
)


class ExecutionInput(BaseModel):
    """What the execution began with."""

    tenant: str
    escalation_id: str


@scheduled("settle_escalations")
def handler(event: Json, seconds_left: SecondsLeft) -> Json:
    """Close the escalations whose workflow ended without closing them, or never started."""
    now = datetime.now(UTC)
    settlement = settle_escalations(
        _find_entries(event, now),
        now,
        escalations=escalations,
        workflow=workflow,
        has_time=lambda: seconds_left() > SECONDS_FOR_ONE,
    )
    _count("EscalationsLost", settlement.failed)
    _count("ItemsUnreadable", settlement.unreadable)
    return asdict(settlement)


def _find_entries(event: Json, now: datetime) -> Iterable[OpenEntry]:
    if event["detail-type"] == BY_THE_CLOCK:
        return find_overdue(escalations, now)
    began = ExecutionInput.model_validate_json(event["detail"]["input"])
    return [OpenEntry(began.tenant, began.escalation_id, now)]


def _count(metric: str, escalation_ids: list[str]) -> None:
    if escalation_ids:
        count(metric, "settle_escalations", len(escalation_ids))
