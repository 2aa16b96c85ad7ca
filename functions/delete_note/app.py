"""DELETE /v1/notes/{note_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_quota import DynamoDBQuota
from callnotes.api.note_routes import DELETE_NOTE, DeleteNoteInput
from callnotes.domain.actor import Actor
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.delete_note import delete_note

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table)


@serve(DELETE_NOTE, lease=DynamoDBQuota(table).lease)
def handler(request: Request[DeleteNoteInput], actor: Actor) -> Response:
    """Delete a note; a tombstone takes its place."""
    sent = request.input
    delete_note(sent.note_id, request.change_by(actor), if_match=sent.if_match, notes=notes)
    return Response(DELETE_NOTE.status, facts={"note_id": sent.note_id})
