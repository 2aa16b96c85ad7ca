"""First state of the escalations' workflow: what is it about, and how urgent?"""

from dataclasses import asdict

from callnotes.adapters.appconfig_flags import AgentFlags
from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.parameters import SSMParameter
from callnotes.domain.escalation import Deadlines
from callnotes.entry.flags import CountedFlags
from callnotes.entry.workflow import Json, OfEscalation, task
from callnotes.settings import DeadlineSettings, FlagSettings, TableSettings, read_settings
from callnotes.usecases.check_escalation import Sources, check_escalation

table = read_settings(TableSettings).table_name
# The state machine retries, after longer pauses than the SDK's.
dynamodb = make_client("dynamodb", tries=1)
decision_time = SSMParameter(
    make_client("ssm", tries=1), read_settings(DeadlineSettings).decision_time_parameter
)
sources = Sources(
    escalations=DynamoDBEscalations(dynamodb, table),
    notes=DynamoDBNotes(dynamodb, table),
    customers=DynamoDBCustomers(dynamodb, table),
    flags=CountedFlags(AgentFlags(read_settings(FlagSettings)).read_flags, "check_escalation"),
)


@task("check_escalation", OfEscalation)
def handler(sent: OfEscalation) -> Json:
    """Return what the workflow goes by."""
    deadlines = Deadlines(int(decision_time.read()))
    return asdict(
        check_escalation(sent.tenant, sent.escalation_id, deadlines=deadlines, sources=sources)
    )
