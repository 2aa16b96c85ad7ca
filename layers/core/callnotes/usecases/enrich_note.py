"""Find out about a note of a customer, and count it."""

from callnotes.domain.enrichment import Findings, emptied_of, enrichment_of
from callnotes.domain.errors import Unavailable
from callnotes.domain.events import NoteCreated, NoteEvent
from callnotes.domain.note import Note
from callnotes.ports.enrichments import EnrichmentStore, NoteEnricher
from callnotes.ports.notes import NoteStore

TRIES = 3


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
    note = state if isinstance(state, Note) and state.content.customer_id else None
    findings = enricher.find_out(note) if note else None
    for _ in range(TRIES):
        if note and findings:
            enrichment = enrichment_of(note, findings, former)
        else:
            enrichment = emptied_of(event, state, former)
        if enrichments.put_enrichment(enrichment, former):
            return _name_outcome(findings)
        # An event of the same note, heard beside this one, was faster.
        former = enrichments.get_enrichment(tenant, note_id)
        if former and former.version >= version:
            return "already enriched"
    raise Unavailable("Somebody else changes the enrichment right now.")


def _name_outcome(findings: Findings | None) -> str:
    if findings is None:
        return "emptied"
    return "enriched in part" if findings.errors else "enriched"
