"""Records of the table's stream: their events, and the problems of malformed ones."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callnotes.adapters.customer_items import customer_to_item
from callnotes.adapters.escalation_items import escalation_to_item
from callnotes.adapters.note_items import note_to_item, to_wire, tombstone_to_item
from callnotes.adapters.stream_records import read_stream_record
from callnotes.domain.events import NoteCreated, NoteDeleted, NoteUpdated, event_of_escalation
from callnotes.domain.publication import StreamRecord
from tests.builders import (
    make_change,
    make_content,
    make_customer,
    make_customer_event,
    make_escalation,
    make_event,
    make_note,
    make_tombstone,
)

type Json = dict[str, Any]

CHANGE = make_change(request_id="request-1")
NOTE = make_note(make_content(customer_id="customer-1", language="ko"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.sampled_from(["S", "N", "L", "M", "BOOL", "NULL", "x"]), children)
    ),
    max_leaves=6,
)
ATTRIBUTES = [
    "tenant", "note_id", "version", "title", "body", "tags", "created_by", "created_at",
    "updated_at", "changed_by", "request_id",
]  # fmt: skip


def record_of(item: Json, record_id: str = "record-1") -> Json:
    wire = to_wire(item)
    return {
        "eventID": record_id,
        "eventName": "INSERT",
        "dynamodb": {
            "Keys": {name: wire[name] for name in ("pk", "sk")},
            "NewImage": wire,
            "SequenceNumber": "4",
        },
    }


def test_a_first_version_means_that_a_note_was_created() -> None:
    record = read_stream_record(record_of(note_to_item(NOTE, CHANGE)))
    assert isinstance(record.event, NoteCreated)


def test_a_later_version_means_that_it_was_updated() -> None:
    item = note_to_item(make_note(version=2), CHANGE)
    assert isinstance(read_stream_record(record_of(item)).event, NoteUpdated)


def test_a_tombstone_means_that_it_was_deleted() -> None:
    item = tombstone_to_item(make_tombstone(NOTE), CHANGE)
    assert isinstance(read_stream_record(record_of(item)).event, NoteDeleted)


def test_a_customer_means_that_it_was_updated() -> None:
    customer = make_customer(version=2)
    change = make_change(request_id="request-1")
    record = read_stream_record(record_of(customer_to_item(customer, change)))
    assert record.event == make_customer_event(customer)


def test_an_escalation_means_its_state() -> None:
    escalation = make_escalation()
    record = read_stream_record(record_of(escalation_to_item(escalation, CHANGE)))
    assert record.event == event_of_escalation(escalation, "user-mina", "request-1")


def test_a_customer_of_an_older_form_is_a_problem_and_blocks_nothing() -> None:
    item = customer_to_item(make_customer(), CHANGE)
    del item["bookings"]
    assert read_stream_record(record_of(item)).problem == "the item has no bookings"


def test_an_event_names_who_did_it_and_on_which_request() -> None:
    record = read_stream_record(record_of(note_to_item(NOTE, CHANGE)))
    assert record.event == make_event(NOTE, actor="user-mina", correlationid="request-1")


def test_a_record_is_read_the_same_every_time() -> None:
    item = note_to_item(NOTE, CHANGE)
    first = read_stream_record(record_of(item, "one"))
    again = read_stream_record(record_of(item, "another"))
    assert first.event == again.event


def test_an_event_holds_no_text_of_its_note() -> None:
    item = note_to_item(make_note(make_content("SECRET", "SECRET", tags=("SECRET",))), CHANGE)
    assert "SECRET" not in repr(read_stream_record(record_of(item)))


@pytest.mark.parametrize("attribute", ATTRIBUTES)
def test_a_record_without_an_attribute_has_a_problem_that_names_it(attribute: str) -> None:
    item = note_to_item(NOTE, CHANGE)
    del item[attribute]
    assert read_stream_record(record_of(item)).problem == f"the item has no {attribute}"


def test_a_record_that_cannot_be_read_still_has_its_keys() -> None:
    item = note_to_item(NOTE, CHANGE) | {"version": "one"}
    keys = {"pk": item["pk"], "sk": item["sk"]}
    expected = StreamRecord("record-1", "4", keys, None, "the item cannot be read: ValueError")
    assert read_stream_record(record_of(item)) == expected


@given(JSON, st.sampled_from([*ATTRIBUTES, "deleted_at"]))
def test_no_attribute_whatever_it_holds_blocks_the_stream(value: Any, attribute: str) -> None:
    record = record_of(note_to_item(NOTE, CHANGE))
    record["dynamodb"]["NewImage"][attribute] = value
    read = read_stream_record(record)
    assert (read.event is None) == bool(read.problem)


@given(JSON, st.sampled_from(["dynamodb", "Keys", "NewImage"]))
def test_no_record_whatever_it_is_blocks_the_stream(value: Any, part: str) -> None:
    record = deepcopy(record_of(note_to_item(NOTE, CHANGE)))
    (record if part == "dynamodb" else record["dynamodb"])[part] = value
    read = read_stream_record(record)
    assert (read.event is None) == bool(read.problem)
