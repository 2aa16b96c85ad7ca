"""What the use case that enriches notes needs from outside."""

from typing import Protocol

from callnotes.domain.enrichment import Enrichment, Findings
from callnotes.domain.note import Note


class NoteEnricher(Protocol):
    """What finds out about a note: its language, its sentiment, its customer."""

    def find_out(self, note: Note) -> Findings:
        """Return what could be found out; raise EnrichmentFailed or Unavailable if nothing was."""


class EnrichmentStore(Protocol):
    """Enrichments of notes, and the counts of each day's notes."""

    def get_enrichment(self, tenant: str, note_id: str) -> Enrichment | None:
        """Return the note's enrichment, strongly consistent."""

    def put_enrichment(self, enrichment: Enrichment, former: Enrichment | None) -> bool:
        """Put it over the former one; return False when another is stored meanwhile.

        A note that begins to count is added to its day's counts at the same moment.
        """
