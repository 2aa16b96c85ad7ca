"""GET /v1/health"""

from http import HTTPStatus

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_health import DynamoDBHealth
from callnotes.api.inputs import Input
from callnotes.api.service_routes import GET_HEALTH, HealthOutput
from callnotes.entry.http import Response, serve_public
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.get_health import get_health

probes = [DynamoDBHealth(make_client("dynamodb"), read_settings(TableSettings).table_name)]


@serve_public(GET_HEALTH)
def handler(_request: Request[Input]) -> Response:
    """Report whether the service and its dependencies work."""
    checks = get_health(probes)
    healthy = all(checks.values())
    body = HealthOutput(
        status="ok" if healthy else "degraded",
        checks={name: "ok" if answer else "failed" for name, answer in checks.items()},
    )
    return Response(GET_HEALTH.status if healthy else HTTPStatus.SERVICE_UNAVAILABLE, body)
