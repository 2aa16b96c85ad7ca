"""PUT /v1/notes/{note_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.note_models import NoteOutput
from callnotes.api.note_routes import UPDATE_NOTE, UpdateNoteInput
from callnotes.domain.actor import Actor
from callnotes.domain.versions import make_etag
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.update_note import update_note

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table)
customers = DynamoDBCustomers(make_client("dynamodb"), table)


@serve(UPDATE_NOTE, lease=DynamoDBQuota(table).lease)
def handler(request: Request[UpdateNoteInput], actor: Actor) -> Response:
    """Replace a note's content."""
    note = update_note(
        request.input.note_id,
        request.input.body.to_content(),
        request.change_by(actor),
        if_match=request.input.if_match,
        notes=notes,
        customers=customers,
    )
    facts = {"note_id": note.note_id, "version": note.version}
    return Response(
        UPDATE_NOTE.status, NoteOutput.of(note), {"ETag": make_etag(note.version)}, facts
    )
