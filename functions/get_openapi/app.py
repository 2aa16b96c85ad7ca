"""GET /v1/openapi.json"""

from callnotes.api.inputs import Input
from callnotes.api.openapi import make_openapi
from callnotes.api.service_routes import GET_OPENAPI
from callnotes.entry.http import Response, serve_public
from callnotes.entry.requests import Request

document = make_openapi()


@serve_public(GET_OPENAPI)
def handler(request: Request[Input]) -> Response:
    """Return the contract, with the address it was requested from as its server."""
    return Response(GET_OPENAPI.status, document | {"servers": [{"url": request.base or "/"}]})
