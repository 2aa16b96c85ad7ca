"""A state of the opinions' workflow: one source's opinion on an escalation."""

from dataclasses import asdict
from datetime import UTC, datetime

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.domain.escalation import Question, Source
from callnotes.entry.workflow import Json, TaskInput, task
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.give_opinion import give_opinion

table = read_settings(TableSettings).table_name
# The state machine retries, after longer pauses than the SDK's.
dynamodb = make_client("dynamodb", tries=1)
notes = DynamoDBNotes(dynamodb, table)
customers = DynamoDBCustomers(dynamodb, table)


class QuestionInput(TaskInput):
    """Which source is asked, and about what."""

    source: Source
    customer_id: str
    note_id: str


@task("give_opinion", QuestionInput)
def handler(sent: QuestionInput) -> Json:
    """Return the opinion."""
    question = Question(**sent.model_dump())
    return asdict(give_opinion(question, datetime.now(UTC), notes=notes, customers=customers))
