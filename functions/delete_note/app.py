"""DELETE /v1/notes/{note_id}"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.api.routes import DELETE_NOTE
from callnotes.entry.http import Response, serve
from callnotes.entry.requests import Request
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.delete_note import delete_note

notes = DynamoDBNotes(make_client("dynamodb"), read_settings(TableSettings).table_name)


@serve(DELETE_NOTE)
def handler(request: Request) -> Response:
    """Delete a note; a tombstone takes its place."""
    note_id = request.path_parameters["note_id"]
    delete_note(note_id, request.to_change(), if_match=request.headers.get("if-match"), notes=notes)
    return Response(DELETE_NOTE.status, facts={"note_id": note_id})
