"""Facts as CloudEvents."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from callnotes.domain.escalation import State
from callnotes.domain.events import (
    EscalationClosed,
    EscalationCreated,
    EscalationEvent,
    EscalationWaiting,
    NoteCreated,
    NoteDeleted,
    NoteUpdated,
    event_of,
    event_of_escalation,
    parse_event,
    parse_note_event,
)
from tests.builders import (
    NOON,
    later,
    make_actor,
    make_booking,
    make_content,
    make_customer,
    make_customer_event,
    make_decision,
    make_escalation,
    make_event,
    make_note,
    make_profile,
    make_tombstone,
)

NOTE = make_note(make_content("SECRET", "SECRET", tags=("SECRET",), customer_id="c", language="ko"))


def as_json(**changes: Any) -> str:
    document = json.loads(make_event().model_dump_json())
    return json.dumps(document | changes)


def test_the_first_version_was_created() -> None:
    assert isinstance(make_event(make_note(version=1)), NoteCreated)


def test_every_later_version_was_updated() -> None:
    assert isinstance(make_event(make_note(version=2)), NoteUpdated)


def test_a_tombstone_was_deleted() -> None:
    assert isinstance(make_event(make_tombstone(NOTE)), NoteDeleted)


@given(st.integers(1, 10**9))
def test_the_id_is_the_notes_id_and_version(version: int) -> None:
    note = make_note(note_id="n" * 26, version=version)
    assert make_event(note).id == f"{'n' * 26}.{version}"


def test_two_events_of_one_change_are_equal() -> None:
    assert event_of(NOTE, "user-mina", "request-1") == event_of(NOTE, "user-mina", "request-1")


def test_an_update_happened_when_the_note_was_updated() -> None:
    assert make_event(make_note().revised(make_content(), later(9))).time == later(9)


def test_a_deletion_happened_when_the_note_was_deleted() -> None:
    assert make_event(make_tombstone(NOTE, at=later(9))).time == later(9)


def test_a_deletion_names_who_deleted() -> None:
    tombstone = make_tombstone(NOTE, make_actor(user_id="supervisor"))
    assert event_of(tombstone, "supervisor", "r").actor == "supervisor"


def test_an_event_has_no_text_of_the_note() -> None:
    assert "SECRET" not in make_event(NOTE).model_dump_json()


def test_an_event_has_the_attributes_that_consumers_filter_by() -> None:
    data = make_event(NOTE).data
    assert (data.customer_id, data.language) == ("c", "ko")


@pytest.mark.parametrize("state", [NOTE, make_note(version=2), make_tombstone(NOTE)])
def test_an_event_is_read_as_it_was_written(state: Any) -> None:
    event = make_event(state)
    assert parse_event(event.model_dump_json()) == event


def test_an_event_type_is_in_the_past_tense_with_a_version() -> None:
    types = [
        str(model.model_fields["type"].default) for model in (NoteCreated, NoteUpdated, NoteDeleted)
    ]
    assert types == ["NoteCreated.v1", "NoteUpdated.v1", "NoteDeleted.v1"]


def test_a_customers_event_is_read_as_it_was_written() -> None:
    event = make_customer_event()
    assert parse_event(event.model_dump_json()) == event


def test_a_customers_event_has_ids_and_what_consumers_select_by() -> None:
    profile = make_profile("SECRET", nickname="SECRET", tier="premium", language="ko")
    booking = make_booking("SECRET")
    customer = make_customer(
        profile, customer_id="c-1", version=7, bookings=(booking,), at=later(9)
    )
    event = make_customer_event(customer)
    assert (event.id, event.subject, event.time) == ("c-1.7", "c-1", later(9))
    assert (event.data.tier, event.data.language) == ("premium", "ko")
    written = event.model_dump_json()
    assert [text for text in ("SECRET", str(profile.phone_number)) if text in written] == []


def test_a_customers_event_is_none_of_a_note() -> None:
    with pytest.raises(ValidationError):
        parse_note_event(make_customer_event().model_dump_json())


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "NoteCreated.v2"},
        {"type": None},
        {"specversion": "0.3"},
        {"source": "somebody/else"},
        {"tenant": None},
        {"time": "yesterday"},
        {"data": {}},
        {"data": {"note_id": "x", "version": 0}},
    ],
)
def test_what_is_none_of_our_events_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        parse_event(as_json(**changes))


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '"NoteCreated.v1"', "[" * 100_000])
def test_what_is_no_event_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_event(text)


def test_a_consumer_of_today_keeps_what_a_publisher_of_tomorrow_adds() -> None:
    event = parse_event(as_json(priority="high"))
    assert json.loads(event.model_dump_json())["priority"] == "high"


@pytest.mark.parametrize(
    ("state", "version", "kind"),
    [
        ("deciding", 1, EscalationCreated),
        ("waiting", 2, EscalationWaiting),
        ("approved", 3, EscalationClosed),
        ("rejected", 3, EscalationClosed),
        ("timed_out", 3, EscalationClosed),
        ("failed", 2, EscalationClosed),
    ],
)
def test_an_escalation_in_a_state_is_an_event(
    state: State, version: int, kind: type[EscalationEvent]
) -> None:
    escalation = replace(make_escalation(state), version=version)
    event = event_of_escalation(escalation, "user-sora", "request-1")
    assert type(event) is kind
    assert (event.id, event.subject) == (
        f"{escalation.escalation_id}.{version}",
        escalation.escalation_id,
    )
    assert (event.time, event.tenant, event.actor) == (NOON, "hanbit", "user-sora")
    assert (event.data.state, event.data.severity, event.data.version) == (state, "normal", version)
    assert parse_event(event.model_dump_json()) == event


def test_an_event_of_an_escalation_has_no_word_of_it() -> None:
    decided = replace(make_escalation("approved"), decision=make_decision(comment="SECRET"))
    event = event_of_escalation(decided, "user-sora", "request-1")
    text = event.model_dump_json()
    assert ("SECRET" in text, decided.content.reason in text) == (False, False)
