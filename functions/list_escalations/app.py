"""GET /v1/escalations"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_escalations import DynamoDBEscalations
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.escalation_models import EscalationPageOutput
from callnotes.api.escalation_routes import LIST_ESCALATIONS, ListEscalationsInput
from callnotes.domain.actor import Actor
from callnotes.entry.http import Response, serve
from callnotes.entry.observability import skip_unreadable
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.list_escalations import list_escalations

table = read_settings(TableSettings).table_name
escalations = DynamoDBEscalations(
    make_client("dynamodb"), table, skip_unreadable("list_escalations")
)


@serve(LIST_ESCALATIONS, lease=DynamoDBQuota(table).lease)
def handler(request: Request[ListEscalationsInput], actor: Actor) -> Response:
    """List the contact center's escalations, or those in one state."""
    sent = request.input
    page = list_escalations(
        actor, state=sent.state, limit=sent.limit, token=sent.next, escalations=escalations
    )
    return Response(LIST_ESCALATIONS.status, EscalationPageOutput.of(page))
