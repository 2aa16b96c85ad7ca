"""Bodies of responses."""

import json
from typing import Any

from callnotes.api.note_models import NoteOutput, NotePageOutput
from callnotes.api.service_routes import HealthOutput
from callnotes.domain.note import NotePage
from tests.builders import make_content, make_note


def as_json(note: Any) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(NoteOutput.of(note).model_dump_json())
    return document


def test_a_note_has_the_fields_of_the_contract_and_no_other() -> None:
    assert list(as_json(make_note())) == [
        "note_id",
        "title",
        "body",
        "tags",
        "customer_id",
        "language",
        "version",
        "created_by",
        "created_at",
        "updated_at",
    ]


def test_absent_optionals_are_null_and_an_empty_list() -> None:
    note = as_json(make_note())
    assert (note["tags"], note["customer_id"], note["language"]) == ([], None, None)


def test_times_are_rfc_3339_in_utc() -> None:
    assert as_json(make_note())["created_at"] == "2026-03-01T12:00:00.123456Z"


def test_text_is_sent_as_it_is_stored() -> None:
    note = as_json(make_note(make_content("상담 \u0000", "🛫")))
    assert (note["title"], note["body"]) == ("상담 \u0000", "🛫")


def test_the_last_page_has_no_next() -> None:
    page = NotePageOutput.of(NotePage((), None))
    assert json.loads(page.model_dump_json()) == {"items": [], "next": None}


def test_a_page_keeps_the_order_of_its_notes() -> None:
    notes = tuple(make_note() for _ in range(3))
    page = NotePageOutput.of(NotePage(notes, "token"))
    assert [item.note_id for item in page.items] == [note.note_id for note in notes]


def test_health_names_the_failed_dependency() -> None:
    health = HealthOutput(status="degraded", checks={"table": "failed"})
    assert json.loads(health.model_dump_json())["checks"] == {"table": "failed"}
