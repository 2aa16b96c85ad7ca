"""A queue of events: the search projection follows the notes."""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_index import DynamoDBIndex
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.domain.events import NoteEvent, parse_note_event
from callnotes.entry.batches import consume
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.index_note import index_note

table = read_settings(TableSettings).table_name
notes = DynamoDBNotes(make_client("dynamodb"), table)
index = DynamoDBIndex(make_client("dynamodb"), table)


@consume("index_note", parse_note_event)
def handler(event: NoteEvent) -> str:
    """Update the projection to the note's current state."""
    return index_note(event, notes=notes, index=index)
