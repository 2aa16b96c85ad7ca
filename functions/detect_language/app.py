"""A state of the notes' workflow: in which language is it written?"""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.entry.workflow import Json, TaskInput, task
from callnotes.settings import TableSettings, read_settings
from callnotes.usecases.detect_language import detect_language

# The state machine retries, after longer pauses than the SDK's.
notes = DynamoDBNotes(make_client("dynamodb", tries=1), read_settings(TableSettings).table_name)


class OfNote(TaskInput):
    """The note."""

    note_id: str


@task("detect_language", OfNote)
def handler(sent: OfNote) -> Json:
    """Return the language, which is not known of a text without letters."""
    return {"language": detect_language(sent.tenant, sent.note_id, notes=notes)}
