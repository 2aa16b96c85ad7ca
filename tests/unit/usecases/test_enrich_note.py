from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from callnotes.domain.enrichment import Enrichment, Findings
from callnotes.domain.errors import EnrichmentFailed, Unavailable
from callnotes.domain.events import NoteEvent
from callnotes.domain.note import Note, Tombstone
from callnotes.usecases.enrich_note import enrich_note
from tests.builders import later, make_change, make_content, make_event, make_note, make_tombstone
from tests.fakes.enrichments import FakeEnricher, InMemoryEnrichments
from tests.fakes.notes import InMemoryNotes

FOUND = Findings("ko", 1.0, "premium", 2)
COUNTED = Counter(notes=1, language_ko=1, tone_negative=1)


@dataclass
class Desk:
    """What the consumer has at hand; `hear` gives it an event."""

    notes: InMemoryNotes = field(default_factory=InMemoryNotes)
    enricher: FakeEnricher = field(default_factory=lambda: FakeEnricher(FOUND))
    enrichments: InMemoryEnrichments = field(default_factory=InMemoryEnrichments)

    def given_note(self, customer_id: str | None = "customer-1") -> Note:
        note = make_note(make_content(customer_id=customer_id))
        self.notes.create_note(note, "print", make_change())
        return note

    def given_update(self, note: Note, customer_id: str | None = "customer-1") -> Note:
        updated = note.revised(make_content(customer_id=customer_id), later(1))
        self.notes.update_note(updated, make_change())
        return updated

    def given_deletion(self, note: Note) -> Tombstone:
        tombstone = make_tombstone(note, at=later(2))
        self.notes.delete_note(tombstone, make_change())
        return tombstone

    def hear(self, event: NoteEvent) -> str:
        return enrich_note(
            event, notes=self.notes, enricher=self.enricher, enrichments=self.enrichments
        )

    def kept(self, note: Note) -> Enrichment:
        return self.enrichments.entries[note.tenant, note.note_id]

    @property
    def counts(self) -> Counter[str]:
        return self.enrichments.counts.get(("hanbit", "2026-03-01"), Counter())


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_note_on_a_customer_is_enriched(desk: Desk) -> None:
    note = desk.given_note()
    assert desk.hear(make_event(note)) == "enriched"
    assert desk.kept(note) == Enrichment(note.note_id, "hanbit", 1, FOUND, "2026-03-01")


def test_a_note_counts_on_the_day_of_its_creation(desk: Desk) -> None:
    desk.hear(make_event(desk.given_note()))
    assert desk.counts == COUNTED


def test_a_new_note_about_nobody_is_not_even_read(desk: Desk) -> None:
    assert desk.hear(make_event(make_note())) == "about nobody"
    assert (desk.enricher.asked, desk.enrichments.entries) == ([], {})


def test_a_note_with_a_part_that_failed_is_enriched_in_part(desk: Desk) -> None:
    desk.enricher.findings = Findings(tier="standard", errors={"sentiment": "Unavailable"})
    assert desk.hear(make_event(desk.given_note())) == "enriched in part"
    assert desk.counts == Counter(notes=1, language_unknown=1, tone_unknown=1)


def test_an_event_that_comes_again_starts_no_workflow(desk: Desk) -> None:
    event = make_event(desk.given_note())
    desk.hear(event)
    assert desk.hear(event) == "already enriched"
    assert (len(desk.enricher.asked), desk.counts) == (1, COUNTED)


def test_an_update_is_enriched_and_counts_no_second_time(desk: Desk) -> None:
    first = desk.given_note()
    desk.hear(make_event(first))
    second = desk.given_update(first)
    desk.enricher.findings = replace(FOUND, language="en")
    assert desk.hear(make_event(second)) == "enriched"
    assert (desk.kept(second).version, desk.counts) == (2, COUNTED)


def test_a_late_event_finds_the_newest_version(desk: Desk) -> None:
    first = desk.given_note()
    second = desk.given_update(first)
    assert desk.hear(make_event(second)) == "enriched"
    assert desk.hear(make_event(first)) == "already enriched"
    assert (desk.kept(first).version, desk.counts) == (2, COUNTED)


def test_a_deletion_removes_the_findings_and_keeps_the_count(desk: Desk) -> None:
    note = desk.given_note()
    desk.hear(make_event(note))
    tombstone = desk.given_deletion(note)
    assert desk.hear(make_event(tombstone)) == "emptied"
    kept = desk.kept(note)
    assert (kept.findings, kept.version, kept.expires_at) == (None, 2, tombstone.expires_at)
    assert desk.counts == COUNTED


def test_a_late_event_of_a_deleted_note_brings_nothing_back(desk: Desk) -> None:
    note = desk.given_note()
    desk.given_deletion(note)
    assert desk.hear(make_event(note)) == "emptied"
    assert (desk.enricher.asked, desk.kept(note).findings, desk.counts) == ([], None, Counter())


def test_a_tombstone_that_expired_leaves_an_enrichment_that_expires(desk: Desk) -> None:
    note = make_note()
    event = make_event(make_tombstone(note))
    assert desk.hear(event) == "emptied"
    kept = desk.kept(note)
    assert (kept.version, kept.findings, kept.expires_at is None) == (2, None, False)


def test_a_note_that_is_about_nobody_any_more_has_no_findings(desk: Desk) -> None:
    first = desk.given_note()
    desk.hear(make_event(first))
    second = desk.given_update(first, customer_id=None)
    assert desk.hear(make_event(second)) == "emptied"
    assert (desk.kept(first).findings, desk.kept(first).expires_at) == (None, None)


def test_a_note_that_gets_a_customer_again_counts_no_second_time(desk: Desk) -> None:
    first = desk.given_note()
    desk.hear(make_event(first))
    second = desk.given_update(first, customer_id=None)
    desk.hear(make_event(second))
    assert desk.hear(make_event(desk.given_update(second))) == "enriched"
    assert desk.counts == COUNTED


def test_a_note_that_gets_its_customer_later_counts_then(desk: Desk) -> None:
    first = desk.given_note(customer_id=None)
    desk.hear(make_event(first))
    assert desk.hear(make_event(desk.given_update(first))) == "enriched"
    assert desk.counts == COUNTED


@pytest.mark.parametrize("error", [Unavailable("away"), EnrichmentFailed("TIMED_OUT")])
def test_a_workflow_that_fails_leaves_the_message_for_a_retry(
    desk: Desk, error: Unavailable
) -> None:
    note = desk.given_note()
    desk.enricher.error = error
    with pytest.raises(type(error)):
        desk.hear(make_event(note))
    desk.enricher.error = None
    assert (desk.hear(make_event(note)), desk.counts) == ("enriched", COUNTED)


@dataclass
class Overtaken(FakeEnricher):
    """While it finds out about a note, that note's enrichment is put by others, one each time."""

    enrichments: InMemoryEnrichments = field(default_factory=InMemoryEnrichments)
    version: int = 1

    def find_out(self, note: Note) -> Findings:
        standing = Enrichment(note.note_id, note.tenant, self.version, FOUND, "2026-03-01")
        self.enrichments.put_enrichment(standing, None)
        return super().find_out(note)


def test_a_delivery_that_another_overtakes_counts_nothing(desk: Desk) -> None:
    note = desk.given_note()
    desk.enricher = Overtaken(FOUND, enrichments=desk.enrichments)
    assert (desk.hear(make_event(note)), desk.counts) == ("already enriched", COUNTED)


def test_a_newer_version_that_an_older_one_overtakes_is_put_over_it(desk: Desk) -> None:
    second = desk.given_update(desk.given_note())
    desk.enricher = Overtaken(replace(FOUND, language="en"), enrichments=desk.enrichments)
    assert desk.hear(make_event(second)) == "enriched"
    kept = desk.kept(second)
    assert (kept.version, kept.findings and kept.findings.language) == (2, "en")
    assert desk.counts == COUNTED


def test_one_that_is_always_overtaken_leaves_the_message_for_a_retry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.enrichments, "put_enrichment", lambda *_: False)
    with pytest.raises(Unavailable):
        desk.hear(make_event(desk.given_note()))
