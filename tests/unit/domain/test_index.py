"""The search projection of a note."""

from callnotes.domain.index import entry_of, entry_of_vanished
from callnotes.domain.note import TOMBSTONE_LIFE
from tests.builders import make_content, make_event, make_note, make_tombstone

NOTE = make_note(make_content("Jeju Trip", "비행기", tags=("VIP",), customer_id="c"))


def test_title_tags_and_body_are_searched_whatever_their_case() -> None:
    assert entry_of(NOTE).text == "jeju trip\nvip\n비행기"


def test_an_entry_has_the_author_and_the_customer() -> None:
    entry = entry_of(NOTE)
    assert (entry.tenant, entry.created_by, entry.customer_id) == ("hanbit", "user-mina", "c")


def test_an_entry_has_the_version_of_its_note() -> None:
    assert entry_of(make_note(version=7)).version == 7


def test_an_entry_of_a_note_does_not_expire() -> None:
    assert entry_of(NOTE).expires_at is None


def test_a_deleted_note_has_no_text() -> None:
    assert entry_of(make_tombstone(NOTE)).text is None


def test_the_entry_of_a_deleted_note_goes_with_its_tombstone() -> None:
    tombstone = make_tombstone(NOTE)
    assert entry_of(tombstone).expires_at == tombstone.expires_at


def test_a_vanished_note_has_no_text() -> None:
    assert entry_of_vanished(make_event(NOTE)).text is None


def test_the_entry_of_a_vanished_note_has_the_version_of_the_event() -> None:
    tombstone = make_tombstone(NOTE)
    assert entry_of_vanished(make_event(tombstone)).version == tombstone.version


def test_the_entry_of_a_vanished_note_goes_as_long_after_the_event_as_a_tombstone() -> None:
    event = make_event(make_tombstone(NOTE))
    assert entry_of_vanished(event).expires_at == event.time + TOMBSTONE_LIFE
