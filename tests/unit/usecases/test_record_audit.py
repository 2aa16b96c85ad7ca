from callnotes.usecases.record_audit import record_audit
from tests.builders import make_event, make_note
from tests.fakes.audit import InMemoryAudit


def test_an_event_is_recorded(audit: InMemoryAudit) -> None:
    event = make_event()
    record_audit(event, audit=audit)
    assert audit.events == {event.id: event}


def test_recording_an_event_returns_recorded(audit: InMemoryAudit) -> None:
    assert record_audit(make_event(), audit=audit) == "recorded"


def test_a_duplicate_event_is_reported_as_already_recorded(audit: InMemoryAudit) -> None:
    note = make_note()
    record_audit(make_event(note), audit=audit)
    assert record_audit(make_event(note), audit=audit) == "already recorded"
