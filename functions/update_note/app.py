"""PUT /v1/notes/{note_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.api.models import NoteInput, NoteOutput
from callnotes.api.routes import UPDATE_NOTE
from callnotes.domain.versions import make_etag
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.update_note import update_note

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table)
customers = DynamoDBCustomers(make_client("dynamodb"), table)


@serve(UPDATE_NOTE)
def handler(request: Request) -> Response:
    """Replace a note's content."""
    note = update_note(
        request.path_parameters["note_id"],
        request.parse_body(NoteInput).to_content(),
        request.to_change(),
        if_match=request.headers.get("if-match"),
        notes=notes,
        customers=customers,
    )
    facts = {"note_id": note.note_id, "version": note.version}
    return Response(
        UPDATE_NOTE.status, NoteOutput.of(note), {"ETag": make_etag(note.version)}, facts
    )
