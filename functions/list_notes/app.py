"""GET /v1/notes"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.note_models import NotePageOutput
from callnotes.api.note_routes import LIST_NOTES, ListNotesInput
from callnotes.domain.actor import Actor
from callnotes.entry.http import Response, serve
from callnotes.entry.observability import skip_unreadable
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.list_notes import list_notes

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table, skip_unreadable("list_notes"))


@serve(LIST_NOTES, lease=DynamoDBQuota(table).lease)
def handler(request: Request[ListNotesInput], actor: Actor) -> Response:
    """List the caller's own notes, or the contact center's on one customer."""
    sent = request.input
    page = list_notes(
        actor,
        customer_id=sent.customer_id,
        limit=sent.limit,
        token=sent.next,
        notes=notes,
    )
    return Response(LIST_NOTES.status, NotePageOutput.of(page))
