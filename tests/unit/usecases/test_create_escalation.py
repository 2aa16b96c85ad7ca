from dataclasses import dataclass, field, replace

import pytest

from callnotes.domain.actor import Actor
from callnotes.domain.errors import Conflict, KeyReused, NotFound, Unavailable
from callnotes.domain.escalation import Escalation, EscalationContent
from callnotes.domain.note import Note
from callnotes.usecases.create_escalation import create_escalation
from tests.builders import (
    NOON,
    later,
    make_actor,
    make_change,
    make_content,
    make_note,
    make_tombstone,
)
from tests.fakes.escalations import InMemoryEscalations
from tests.fakes.notes import InMemoryNotes
from tests.fakes.workflow import FakeWorkflow

MINA, JOON = make_actor(user_id="mina"), make_actor(user_id="joon")
FOREIGN_ACTOR = make_actor("meridian", "mina")


@dataclass
class Desk:
    """Calls create_escalation with fakes that a test shares."""

    notes: InMemoryNotes = field(default_factory=InMemoryNotes)
    escalations: InMemoryEscalations = field(default_factory=InMemoryEscalations)
    workflow: FakeWorkflow = field(default_factory=FakeWorkflow)

    def add_note(self, customer_id: str | None = "customer-1", actor: Actor = MINA) -> Note:
        note = make_note(make_content(customer_id=customer_id), actor)
        self.notes.create_note(note, "print", make_change(actor))
        return note

    def create(
        self, note: Note, key: str | None = None, actor: Actor = MINA, reason: str = "Late again."
    ) -> Escalation:
        return create_escalation(
            EscalationContent(note.note_id, reason, "normal"),
            make_change(actor),
            idempotency_key=key,
            notes=self.notes,
            escalations=self.escalations,
            workflow=self.workflow,
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_new_escalation_is_about_the_notes_customer(desk: Desk) -> None:
    note = desk.add_note()
    made = desk.create(note)
    assert (made.content.note_id, made.customer_id) == (note.note_id, "customer-1")


def test_a_new_escalation_belongs_to_who_asked_and_their_tenant(desk: Desk) -> None:
    made = desk.create(desk.add_note(), actor=JOON)
    assert (made.tenant, made.created_by) == ("hanbit", "joon")
    assert (made.created_at, made.updated_at) == (NOON, NOON)


def test_a_new_escalation_is_being_decided(desk: Desk) -> None:
    made = desk.create(desk.add_note())
    assert (made.state, made.version, made.opinions, made.decision) == ("deciding", 1, (), None)


def test_a_new_escalation_is_stored(desk: Desk) -> None:
    made = desk.create(desk.add_note())
    assert desk.escalations.get_escalation("hanbit", made.escalation_id) == made


def test_a_new_escalation_starts_its_workflow(desk: Desk) -> None:
    made = desk.create(desk.add_note())
    assert desk.workflow.started == [made.escalation_id]


def test_a_private_note_of_another_is_not_there(desk: Desk) -> None:
    note = desk.add_note(None, JOON)
    with pytest.raises(NotFound):
        desk.create(note)


def test_a_note_of_another_tenant_is_not_there(desk: Desk) -> None:
    note = desk.add_note()
    with pytest.raises(NotFound):
        desk.create(note, actor=FOREIGN_ACTOR)


def test_a_note_about_nobody_cannot_be_escalated(desk: Desk) -> None:
    note = desk.add_note(None)
    with pytest.raises(Conflict, match="no customer"):
        desk.create(note)


@pytest.mark.parametrize("customer_id", [None, "customer-1"])
def test_what_is_refused_is_not_stored(desk: Desk, customer_id: str | None) -> None:
    note = desk.add_note(customer_id)
    with pytest.raises((NotFound, Conflict)):
        desk.create(note, actor=FOREIGN_ACTOR)
    assert (desk.escalations.rows, desk.workflow.started) == ({}, [])


def test_the_same_key_and_body_give_the_same_escalation(desk: Desk) -> None:
    note = desk.add_note()
    first = desk.create(note, "key")
    assert desk.create(note, "key") == first
    assert desk.workflow.started == [first.escalation_id]


def test_without_a_key_each_request_makes_one(desk: Desk) -> None:
    note = desk.add_note()
    assert desk.create(note).escalation_id != desk.create(note).escalation_id


def test_the_same_key_of_another_user_makes_another(desk: Desk) -> None:
    note = desk.add_note()
    first, second = desk.create(note, "key"), desk.create(note, "key", JOON)
    assert first.escalation_id != second.escalation_id


def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    note = desk.add_note()
    desk.create(note, "key")
    with pytest.raises(KeyReused):
        desk.create(note, "key", reason="Another.")


def test_a_key_answers_with_the_escalation_as_it_stands(desk: Desk) -> None:
    note = desk.add_note()
    made = desk.create(note, "key")
    desk.escalations.fail_escalation(made, "WorkflowLost", later(1))
    assert desk.create(note, "key").state == "failed"


def test_a_key_answers_when_the_note_was_deleted_since(desk: Desk) -> None:
    note = desk.add_note()
    made = desk.create(note, "key")
    desk.notes.delete_note(make_tombstone(note), make_change())
    assert desk.create(note, "key") == made
    with pytest.raises(NotFound):
        desk.create(note, "another key")


def test_a_key_answers_when_the_note_lost_its_customer_since(desk: Desk) -> None:
    note = desk.add_note()
    made = desk.create(note, "key")
    desk.notes.update_note(note.revised(make_content(), later(1)), make_change())
    assert desk.create(note, "key") == made


def test_a_workflow_that_cannot_start_is_started_by_the_next_request(desk: Desk) -> None:
    note = desk.add_note()
    desk.workflow.is_away = True
    with pytest.raises(Unavailable):
        desk.create(note, "key")
    desk.workflow.is_away = False
    made = desk.create(note, "key")
    assert desk.workflow.started == [made.escalation_id]


def test_a_closed_escalation_is_not_started_again(desk: Desk) -> None:
    note = desk.add_note()
    made = desk.create(note, "key")
    key = ("hanbit", made.escalation_id)
    desk.escalations.rows[key] = replace(made, state="approved")
    desk.workflow.started.clear()
    desk.create(note, "key")
    assert desk.workflow.started == []
