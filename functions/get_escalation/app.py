"""GET /v1/escalations/{escalation_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.escalation_models import EscalationOutput
from callnotes.api.escalation_routes import GET_ESCALATION, GetEscalationInput
from callnotes.domain.actor import Actor
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.get_escalation import get_escalation

table = read_settings(TableSettings).table_name
escalations = DynamoDBEscalations(make_client("dynamodb"), table)


@serve(GET_ESCALATION, lease=DynamoDBQuota(table).lease)
def handler(request: Request[GetEscalationInput], actor: Actor) -> Response:
    """Get an escalation of the caller's contact center."""
    escalation = get_escalation(request.input.escalation_id, actor, escalations)
    facts = {"escalation_id": escalation.escalation_id, "state": escalation.state}
    return Response(GET_ESCALATION.status, EscalationOutput.of(escalation), facts=facts)
