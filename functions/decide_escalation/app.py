"""POST /v1/escalations/{escalation_id}/decision"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.adapters.kms_token_vault import KMSTokenVault
from callnotes.adapters.moments import make_moments
from callnotes.adapters.sfn_workflow import StepFunctionsTasks
from callnotes.api.escalation_models import EscalationOutput
from callnotes.api.escalation_routes import DECIDE_ESCALATION, DecideEscalationInput
from callnotes.domain.actor import Actor
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, TaskTokenSettings, read_settings
from callnotes.usecases.decide_escalation import TellWorkflow, decide_escalation

# So long after the request came, the last look for what the workflow made of it begins.
PATIENCE_SECONDS = 5

table = read_settings(TableSettings).table_name
# Six calls, which all may fail slowly within the gateway's 29 seconds. Who gets a 503 sends the
# same again, and that goes on where the first ended.
escalations = DynamoDBEscalations(make_client("dynamodb", tries=2), table)
vault = KMSTokenVault(
    make_client("kms", tries=1), read_settings(TaskTokenSettings).task_token_key_id
)
tell = TellWorkflow(escalations, vault, StepFunctionsTasks(make_client("stepfunctions", tries=1)))


@serve(DECIDE_ESCALATION, lease=DynamoDBQuota(table).lease)
def handler(request: Request[DecideEscalationInput], actor: Actor) -> Response:
    """Record the decision, and respond with the escalation as the workflow closed it."""
    moments = make_moments(PATIENCE_SECONDS)
    change = request.change_by(actor)
    escalation = decide_escalation(
        request.input.escalation_id,
        request.input.body.to_decision(change),
        change,
        escalations=escalations,
        tell=tell,
        moments=moments,
    )
    facts = {"escalation_id": escalation.escalation_id, "state": escalation.state}
    return Response(DECIDE_ESCALATION.status, EscalationOutput.of(escalation), facts=facts)
