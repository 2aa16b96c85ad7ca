"""GET /v1/openapi.json"""

from callnotes.api.openapi import make_openapi
from callnotes.api.routes import GET_OPENAPI
from callnotes.entry.http import Response, serve_public

document = make_openapi()


@serve_public(GET_OPENAPI)
def handler() -> Response:
    """Return the contract."""
    return Response(GET_OPENAPI.status, document)
