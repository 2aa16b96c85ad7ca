"""A queue of events: what there is to know about notes on customers."""

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_enrichments import DynamoDBEnrichments
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.sfn_enricher import WORKFLOW_SECONDS, StepFunctionsEnricher
from callnotes.domain.events import NoteEvent, parse_note_event
from callnotes.entry.batches import consume
from callnotes.settings import EnricherSettings, TableSettings, read_settings
from callnotes.usecases.enrich_note import enrich_note

table = read_settings(TableSettings).table_name
# The queue tries again, so that one message with its workflow fits into the function's time.
dynamodb = make_client("dynamodb", tries=1)
notes = DynamoDBNotes(dynamodb, table)
enrichments = DynamoDBEnrichments(dynamodb, table)
enricher = StepFunctionsEnricher(
    make_client("stepfunctions", tries=1, read_seconds=WORKFLOW_SECONDS),
    read_settings(EnricherSettings).enrich_note_state_machine_arn,
)


@consume("enrich_note", parse_note_event)
def handler(event: NoteEvent) -> str:
    """Bring the note's enrichment to its current version."""
    return enrich_note(event, notes=notes, enricher=enricher, enrichments=enrichments)
