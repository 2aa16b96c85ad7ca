"""The published schemas are the code's, and no change breaks readers of a released one."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from callnotes.api.events import EVENTS, EventRoute
from callnotes.domain.events import (
    CustomerUpdated,
    EscalationClosed,
    EscalationCreated,
    EscalationWaiting,
    Event,
    NoteCreated,
    NoteDeleted,
    NoteUpdated,
    event_of_escalation,
)
from tests.builders import (
    make_customer_event,
    make_escalation,
    make_event,
    make_note,
    make_tombstone,
)
from tests.events.compatibility import Schema, find_breaks
from tools.write_event_schemas import FOLDER, RELEASED, file_name, schema_text

SAMPLES: dict[type[Event], Event] = {
    NoteCreated: make_event(make_note()),
    NoteUpdated: make_event(make_note(version=2)),
    NoteDeleted: make_event(make_tombstone(make_note())),
    CustomerUpdated: make_customer_event(),
    EscalationCreated: event_of_escalation(make_escalation(), "user-mina", "request-1"),
    EscalationWaiting: event_of_escalation(make_escalation("waiting"), "user-mina", "request-1"),
    EscalationClosed: event_of_escalation(make_escalation("failed"), "user-mina", "request-1"),
}

every_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)


def read(path: Path) -> Schema:
    schema: Schema = json.loads(path.read_text())
    return schema


def remove_field(schema: Schema) -> None:
    del schema["properties"]["tenant"]


def remove_nested_field(schema: Schema) -> None:
    del schema["$defs"]["NoteData"]["properties"]["language"]


def retype(schema: Schema) -> None:
    schema["$defs"]["NoteData"]["properties"]["version"]["type"] = "string"


def require(schema: Schema) -> None:
    schema["properties"]["priority"] = {"type": "string"}
    schema["required"].append("priority")


def stop_promising(schema: Schema) -> None:
    schema["required"].remove("actor")


def rename_type(schema: Schema) -> None:
    schema["properties"]["type"]["const"] = "NoteMade.v1"


def allow_another_language(schema: Schema) -> None:
    schema["$defs"]["NoteData"]["properties"]["language"]["anyOf"][0]["enum"].append("fr")


def add_optional_field(schema: Schema) -> None:
    schema["properties"]["priority"] = {"type": "string"}


def reword(schema: Schema) -> None:
    schema["properties"]["actor"]["description"] = "Who did it."


def changed(change: Callable[[Schema], None]) -> list[str]:
    released = read(RELEASED / "NoteCreated.v1.schema.json")
    current = deepcopy(released)
    change(current)
    return find_breaks(released, current)


@every_event
def test_a_published_schema_is_the_codes(event: EventRoute) -> None:
    written = (FOLDER / file_name(event)).read_text()
    assert written == schema_text(event), (
        f"docs/events/{file_name(event)} is not the code's: run `make docs`"
    )


def test_every_released_event_is_still_published() -> None:
    released = {path.name for path in RELEASED.glob("*.json")}
    assert released <= {file_name(event) for event in EVENTS}


@pytest.mark.parametrize("path", sorted(RELEASED.glob("*.json")), ids=lambda path: path.name)
def test_a_released_schema_is_not_broken(path: Path) -> None:
    assert find_breaks(read(path), read(FOLDER / path.name)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (remove_field, "tenant is gone"),
        (remove_nested_field, "data.language is gone"),
        (retype, "data.version has another type"),
        (require, "priority is newly required"),
        (stop_promising, "actor is not promised any more"),
        (rename_type, "type has another type"),
        (allow_another_language, "data.language has another type"),
    ],
)
def test_a_change_that_breaks_readers_is_found(
    change: Callable[[Schema], None], found: str
) -> None:
    assert changed(change) == [found]


@pytest.mark.parametrize("change", [add_optional_field, reword])
def test_a_compatible_change_has_no_breaks(change: Callable[[Schema], None]) -> None:
    assert changed(change) == []


@every_event
def test_a_schema_is_valid_itself(event: EventRoute) -> None:
    assert Draft202012Validator.check_schema(json.loads(schema_text(event))) is None


@every_event
def test_an_event_validates_against_its_schema(event: EventRoute) -> None:
    written: Any = json.loads(SAMPLES[event.model].model_dump_json())
    assert list(Draft202012Validator(json.loads(schema_text(event))).iter_errors(written)) == []


@every_event
def test_a_schema_lets_a_later_publisher_add_fields(event: EventRoute) -> None:
    written: Any = json.loads(SAMPLES[event.model].model_dump_json()) | {"priority": "high"}
    assert Draft202012Validator(json.loads(schema_text(event))).is_valid(written)


@every_event
def test_no_schema_has_a_place_for_what_people_wrote(event: EventRoute) -> None:
    schema = json.loads(schema_text(event))
    (data,) = schema["$defs"].values()
    fields = {*schema["properties"], *data["properties"]}
    written = {"title", "body", "tags", "text", "name", "nickname", "phone_number", "bookings"}
    assert fields & written == set()
