"""The state of the escalations' workflow that waits for a person, and how the wait begins."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.kms_token_vault import KMSTokenVault
from callnotes.adapters.scheduler_reminders import SchedulerReminders
from callnotes.adapters.sfn_workflow import StepFunctionsTasks
from callnotes.adapters.sns_supervisors import SNSSupervisors
from callnotes.domain.escalation import DecisionRequest, Opinion, Source
from callnotes.entry.reminders import CountedReminders
from callnotes.entry.workflow import Json, OfEscalation, task
from callnotes.settings import (
    ReminderSettings,
    SupervisorsSettings,
    TableSettings,
    TaskTokenSettings,
    read_settings,
)
from callnotes.usecases.request_decision import Waiting, request_decision

# The state machine retries, after longer pauses than the SDK's.
reminders = SchedulerReminders(make_client("scheduler", tries=1), read_settings(ReminderSettings))
waiting = Waiting(
    escalations=DynamoDBEscalations(
        make_client("dynamodb", tries=1), read_settings(TableSettings).table_name
    ),
    vault=KMSTokenVault(
        make_client("kms", tries=1), read_settings(TaskTokenSettings).task_token_key_id
    ),
    supervisors=SNSSupervisors(
        make_client("sns", tries=1), read_settings(SupervisorsSettings).supervisors_topic_arn
    ),
    tasks=StepFunctionsTasks(make_client("stepfunctions", tries=1)),
    reminders=CountedReminders(reminders.set_reminder, "request_decision"),
)


class OpinionInput(BaseModel):
    """What one source said, or the name of its error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    source: Source
    score: Annotated[float, Field(ge=0, le=1)] | None
    text: str | None
    error: str | None


class DecisionRequestInput(OfEscalation):
    """Who waits for whose decision, and for how long."""

    task_token: Annotated[str, Field(min_length=1, repr=False)]
    opinions: list[OpinionInput]
    # JSONata has one number type.
    deadline_seconds: Annotated[int, Field(ge=1, strict=False)]


@task("request_decision", DecisionRequestInput)
def handler(sent: DecisionRequestInput) -> Json:
    """Let the escalation wait; completing the task token ends the state."""
    now = datetime.now(UTC)
    request = DecisionRequest(
        tenant=sent.tenant,
        escalation_id=sent.escalation_id,
        task_token=sent.task_token,
        opinions=tuple(Opinion(**opinion.model_dump()) for opinion in sent.opinions),
        deadline=now + timedelta(seconds=sent.deadline_seconds),
    )
    return {"outcome": request_decision(request, now, waiting)}
