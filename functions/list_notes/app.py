"""GET /v1/notes"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.api.models import NotePageOutput
from callnotes.api.routes import LIST_NOTES
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.list_notes import list_notes

notes = DynamoDBNotes(make_client("dynamodb"), read_settings(TableSettings).table_name)


@serve(LIST_NOTES)
def handler(request: Request) -> Response:
    """List the caller's own notes, or the contact center's on one customer."""
    page = list_notes(
        request.actor,
        customer_id=request.customer_id(),
        limit=request.limit(),
        token=request.query_value("next"),
        notes=notes,
    )
    return Response(LIST_NOTES.status, NotePageOutput.of(page))
