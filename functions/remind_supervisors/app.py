"""EventBridge Scheduler, half-way to an escalation's deadline: does it still wait?"""

from datetime import UTC, datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.dynamodb_reminder_marks import DynamoDBReminderMarks
from callnotes.adapters.sns_supervisors import SNSSupervisors
from callnotes.domain.escalation import Reminder
from callnotes.domain.times import SecondsLeft
from callnotes.entry.schedules import Json, scheduled
from callnotes.settings import SupervisorsSettings, TableSettings, read_settings
from callnotes.usecases.remind_supervisors import remind_supervisors

dynamodb, table = make_client("dynamodb"), read_settings(TableSettings).table_name
escalations = DynamoDBEscalations(dynamodb, table)
marks = DynamoDBReminderMarks(dynamodb, table)
supervisors = SNSSupervisors(
    make_client("sns"), read_settings(SupervisorsSettings).supervisors_topic_arn
)


class ReminderInput(BaseModel):
    """What the schedule was made with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tenant: str
    escalation_id: str
    deadline: AwareDatetime


@scheduled("remind_supervisors")
def handler(event: Json, _seconds_left: SecondsLeft) -> Json:
    """Remind the supervisors while nobody has decided."""
    sent = ReminderInput.model_validate(event)
    reminder = Reminder(sent.tenant, sent.escalation_id, sent.deadline)
    outcome = remind_supervisors(
        reminder,
        datetime.now(UTC),
        escalations=escalations,
        marks=marks,
        supervisors=supervisors,
    )
    return {"tenant": sent.tenant, "escalation_id": sent.escalation_id, "outcome": outcome}
