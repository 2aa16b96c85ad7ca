"""POST /v1/escalations"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.adapters.sfn_workflow import StepFunctionsWorkflow
from callnotes.api.escalation_models import EscalationOutput
from callnotes.api.escalation_routes import (
    CREATE_ESCALATION,
    GET_ESCALATION,
    CreateEscalationInput,
)
from callnotes.domain.actor import Actor
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, WorkflowSettings, read_settings
from callnotes.usecases.create_escalation import create_escalation

table = read_settings(TableSettings).table_name
# Four calls, which all may fail slowly within the gateway's 29 seconds.
dynamodb = make_client("dynamodb", tries=2)
notes = DynamoDBNotes(dynamodb, table)
escalations = DynamoDBEscalations(dynamodb, table)
workflow = StepFunctionsWorkflow(
    make_client("stepfunctions", tries=2),
    read_settings(WorkflowSettings).escalation_state_machine_arn,
)


@serve(CREATE_ESCALATION, lease=DynamoDBQuota(table).lease)
def handler(request: Request[CreateEscalationInput], actor: Actor) -> Response:
    """Store the escalation and start its workflow, once per idempotency key."""
    escalation = create_escalation(
        request.input.body.to_content(),
        request.change_by(actor),
        idempotency_key=request.input.idempotency_key,
        notes=notes,
        escalations=escalations,
        workflow=workflow,
    )
    location = request.path_of(GET_ESCALATION, escalation_id=escalation.escalation_id)
    facts = {"escalation_id": escalation.escalation_id, "state": escalation.state}
    body = EscalationOutput.of(escalation)
    return Response(CREATE_ESCALATION.status, body, {"Location": location}, facts)
