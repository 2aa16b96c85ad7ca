"""GET /v1/notes/{note_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.note_models import NoteOutput
from callnotes.api.note_routes import GET_NOTE, GetNoteInput
from callnotes.domain.actor import Actor
from callnotes.domain.versions import make_etag
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.get_note import get_note

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table)


@serve(GET_NOTE, lease=DynamoDBQuota(table).lease)
def handler(request: Request[GetNoteInput], actor: Actor) -> Response:
    """Get a note the caller may see."""
    note = get_note(request.input.note_id, actor, notes)
    facts = {"note_id": note.note_id, "version": note.version}
    return Response(GET_NOTE.status, NoteOutput.of(note), {"ETag": make_etag(note.version)}, facts)
