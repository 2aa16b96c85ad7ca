from collections import Counter
from dataclasses import dataclass, field

from callnotes.domain.enrichment import Enrichment, Findings, counters_of
from callnotes.domain.note import Note


@dataclass
class FakeEnricher:
    """`ports.NoteEnricher` that finds the same out about every note, or raises."""

    findings: Findings = field(default_factory=Findings)
    error: Exception | None = None
    asked: list[Note] = field(default_factory=list)

    def find_out(self, note: Note) -> Findings:
        self.asked.append(note)
        if self.error:
            raise self.error
        return self.findings


@dataclass
class InMemoryEnrichments:
    """`ports.EnrichmentStore` in dictionaries by (tenant, note) and (tenant, day)."""

    entries: dict[tuple[str, str], Enrichment] = field(default_factory=dict)
    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def get_enrichment(self, tenant: str, note_id: str) -> Enrichment | None:
        return self.entries.get((tenant, note_id))

    def put_enrichment(self, enrichment: Enrichment, former: Enrichment | None) -> bool:
        key = enrichment.tenant, enrichment.note_id
        standing = self.entries.get(key)
        if standing and standing.version >= enrichment.version:
            return False
        counted_on = former.counted_on if former else None
        if (standing.counted_on if standing else None) != counted_on:
            return False
        self.entries[key] = enrichment
        if enrichment.counted_on and enrichment.findings and not counted_on:
            day = self.counts.setdefault((enrichment.tenant, enrichment.counted_on), Counter())
            day.update(counters_of(enrichment.findings))
        return True
