"""Find out about a note of a customer, and count it."""

from callnotes.domain.enrichment import emptied_of, enrichment_of
from callnotes.domain.events import NoteCreated, NoteEvent
from callnotes.domain.note import Note
from callnotes.ports.enrichments import EnrichmentStore, NoteEnricher
from callnotes.ports.notes import NoteStore


def enrich_note(
    event: NoteEvent, *, notes: NoteStore, enricher: NoteEnricher, enrichments: EnrichmentStore
) -> str:
    """Bring the note's enrichment to its current version; return the outcome for the log.

    The note is read from the table, so that late, duplicate and missing events do no harm. A note
    about nobody costs no execution, and a version that is enriched already none either.
    """
    if isinstance(event, NoteCreated) and event.data.customer_id is None:
        return "about nobody"
    tenant, note_id = event.tenant, event.data.note_id
    state = notes.get_note(tenant, note_id)
    former = enrichments.get_enrichment(tenant, note_id)
    version = state.version if state else event.data.version
    if former and former.version >= version:
        return "already enriched"
    if not isinstance(state, Note) or state.content.customer_id is None:
        put = enrichments.put_enrichment(emptied_of(event, state, former), former)
        return "emptied" if put else "already enriched"
    findings = enricher.find_out(state)
    put = enrichments.put_enrichment(enrichment_of(state, findings, former), former)
    if not put:
        return "already enriched"
    return "enriched in part" if findings.errors else "enriched"
