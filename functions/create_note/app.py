"""POST /v1/notes"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.api.models import NoteInput, NoteOutput
from callnotes.api.routes import CREATE_NOTE
from callnotes.domain.versions import make_etag
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.create_note import create_note

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table)
customers = DynamoDBCustomers(make_client("dynamodb"), table)


@serve(CREATE_NOTE)
def handler(request: Request) -> Response:
    """Create a note, once per idempotency key."""
    note = create_note(
        request.parse_body(NoteInput).to_content(),
        request.to_change(),
        idempotency_key=request.idempotency_key(),
        notes=notes,
        customers=customers,
    )
    headers = {"Location": f"/v1/notes/{note.note_id}", "ETag": make_etag(note.version)}
    facts = {"note_id": note.note_id, "version": note.version}
    return Response(CREATE_NOTE.status, NoteOutput.of(note), headers, facts)
