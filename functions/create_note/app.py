"""POST /v1/notes"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.note_models import NoteOutput
from callnotes.api.note_routes import CREATE_NOTE, GET_NOTE, CreateNoteInput
from callnotes.domain.actor import Actor
from callnotes.domain.versions import make_etag
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.create_note import create_note

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table)
customers = DynamoDBCustomers(make_client("dynamodb"), table)


@serve(CREATE_NOTE, lease=DynamoDBQuota(table).lease)
def handler(request: Request[CreateNoteInput], actor: Actor) -> Response:
    """Create a note, once per idempotency key."""
    note = create_note(
        request.input.body.to_content(),
        request.change_by(actor),
        idempotency_key=request.input.idempotency_key,
        notes=notes,
        customers=customers,
    )
    location = request.path_of(GET_NOTE, note_id=note.note_id)
    headers = {"Location": location, "ETag": make_etag(note.version)}
    facts = {"note_id": note.note_id, "version": note.version}
    return Response(CREATE_NOTE.status, NoteOutput.of(note), headers, facts)
