from dataclasses import dataclass, field

import pytest

from callnotes.domain.errors import EscalationNotFound, EscalationSettled, NoteNotFound
from callnotes.domain.escalation import (
    Checked,
    Deadlines,
    Escalation,
    SealedToken,
    Severity,
)
from callnotes.domain.flags import Flag, FlagName, FlagReading
from callnotes.domain.note import Note
from callnotes.usecases.check_escalation import Sources, check_escalation
from tests.builders import (
    later,
    make_change,
    make_content,
    make_customer,
    make_decision_request,
    make_escalation,
    make_note,
    make_profile,
    make_tombstone,
)
from tests.fakes.customers import InMemoryCustomers
from tests.fakes.escalations import InMemoryEscalations
from tests.fakes.flags import FakeFlags
from tests.fakes.notes import InMemoryNotes

DAY = 86_400


@dataclass
class World:
    notes: InMemoryNotes = field(default_factory=InMemoryNotes)
    escalations: InMemoryEscalations = field(default_factory=InMemoryEscalations)
    customers: InMemoryCustomers = field(default_factory=InMemoryCustomers)
    flags: FakeFlags = field(default_factory=FakeFlags)

    def add_note(self, second: int = 0) -> Note:
        note = make_note(make_content(customer_id="customer-1"), at=later(second))
        self.notes.create_note(note, "print", make_change())
        return note

    def add(self, note: Note, severity: Severity = "normal") -> Escalation:
        made = make_escalation(note_id=note.note_id, severity=severity)
        return self.escalations.create_escalation(made, make_change())

    def make_premium(self) -> None:
        customer = make_customer(make_profile(tier="premium"), customer_id="customer-1")
        self.customers.create_customer(customer, make_change())

    def switch(self, *, enabled: bool) -> None:
        flag = Flag(enabled=enabled, tiers=("premium",))
        self.flags.reading = FlagReading({FlagName.NEW_ESCALATION: flag}, "1")

    def check(self, escalation: Escalation) -> Checked:
        sources = Sources(self.escalations, self.notes, self.customers, self.flags)
        return check_escalation(
            escalation.tenant,
            escalation.escalation_id,
            deadlines=Deadlines(DAY),
            sources=sources,
        )


@pytest.fixture
def world() -> World:
    return World()


def test_the_workflow_goes_by_ids_states_and_seconds(world: World) -> None:
    note = world.add_note()
    escalation = world.add(note)
    assert world.check(escalation) == Checked(
        tenant="hanbit",
        escalation_id=escalation.escalation_id,
        note_id=note.note_id,
        customer_id="customer-1",
        severity="normal",
        created_by="user-mina",
        tier="standard",
        urgent=False,
        deadline_seconds=DAY,
        heartbeat_seconds=DAY - 1,
        note_ids=(note.note_id,),
    )


@pytest.mark.parametrize(
    ("severity", "urgent"), [("low", False), ("normal", False), ("high", True)]
)
def test_high_severity_is_urgent(world: World, severity: Severity, urgent: bool) -> None:  # noqa: FBT001
    checked = world.check(world.add(world.add_note(), severity))
    assert (checked.urgent, checked.deadline_seconds == DAY // 4) == (urgent, urgent)


@pytest.mark.parametrize("flag", [True, False])
def test_a_premium_customer_is_urgent_while_the_flag_is_on(world: World, flag: bool) -> None:  # noqa: FBT001
    world.make_premium()
    world.switch(enabled=flag)
    checked = world.check(world.add(world.add_note()))
    assert (checked.tier, checked.urgent) == ("premium", flag)


def test_the_flag_makes_no_other_customer_urgent(world: World) -> None:
    world.switch(enabled=True)
    assert world.check(world.add(world.add_note())).urgent is False


def test_the_escalated_note_comes_first_and_no_other_twice(world: World) -> None:
    oldest, second, newest = (world.add_note(number) for number in range(3))
    expected = (second.note_id, newest.note_id, oldest.note_id)
    assert world.check(world.add(second)).note_ids == expected


def test_at_most_25_notes_are_named(world: World) -> None:
    made = [world.add_note(number) for number in range(27)]
    checked = world.check(world.add(made[0]))
    assert (len(checked.note_ids), checked.note_ids[0]) == (25, made[0].note_id)


def test_the_named_notes_are_kept(world: World) -> None:
    escalation = world.add(world.add_note())
    checked = world.check(escalation)
    stored = world.escalations.get_escalation("hanbit", escalation.escalation_id)
    assert stored is not None
    assert stored.note_ids == checked.note_ids


def test_an_escalation_that_is_not_there_is_an_error(world: World) -> None:
    with pytest.raises(EscalationNotFound):
        world.check(make_escalation())


def test_an_escalation_of_a_deleted_note_is_an_error(world: World) -> None:
    note = world.add_note()
    escalation = world.add(note)
    world.notes.delete_note(make_tombstone(note), make_change())
    with pytest.raises(NoteNotFound):
        world.check(escalation)


def test_an_escalation_that_waits_already_is_an_error(world: World) -> None:
    escalation = world.add(world.add_note())

    world.escalations.await_decision(
        make_decision_request(escalation), SealedToken(b"sealed", later(9)), later(1)
    )
    with pytest.raises(EscalationSettled):
        world.check(escalation)
