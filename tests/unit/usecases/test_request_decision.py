from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from callnotes.domain.errors import EscalationSettled
from callnotes.domain.escalation import Escalation, Reminder
from callnotes.usecases.request_decision import Waiting, request_decision
from tests.builders import (
    later,
    make_change,
    make_decision,
    make_decision_request,
    make_escalation,
)
from tests.fakes.escalations import InMemoryEscalations
from tests.fakes.workflow import FakeReminders, FakeSupervisors, FakeTasks, FakeVault


@dataclass
class World:
    escalations: InMemoryEscalations = field(default_factory=InMemoryEscalations)
    supervisors: FakeSupervisors = field(default_factory=FakeSupervisors)
    tasks: FakeTasks = field(default_factory=FakeTasks)
    reminders: FakeReminders = field(default_factory=FakeReminders)

    def add(self) -> Escalation:
        return self.escalations.create_escalation(make_escalation(), make_change())

    def read(self, escalation: Escalation) -> Escalation:
        return self.escalations.rows[escalation.tenant, escalation.escalation_id]

    def request(self, escalation: Escalation, token: str = "first") -> str:  # noqa: S107 - made up
        waiting = Waiting(
            self.escalations, FakeVault(), self.supervisors, self.tasks, self.reminders
        )
        return request_decision(make_decision_request(escalation, token), later(1), waiting)

    def decide(self, escalation: Escalation) -> None:
        decided = replace(self.read(escalation), decision=make_decision())
        self.escalations.record_decision(decided, make_change())


@pytest.fixture
def world() -> World:
    return World()


def test_an_escalation_waits_with_its_opinions(world: World) -> None:
    escalation = world.add()
    assert world.request(escalation) == "waiting"
    assert [each.source for each in world.read(escalation).opinions] == ["history"]


def test_its_token_is_sealed_for_it(world: World) -> None:
    escalation = world.add()
    world.request(escalation)
    sealed = world.escalations.get_token("hanbit", escalation.escalation_id)
    assert sealed is not None
    bound = f"hanbit/{escalation.escalation_id}/first".encode()
    assert (sealed.ciphertext, sealed.deadline) == (bound, later(3600))


def test_supervisors_are_told(world: World) -> None:
    escalation = world.add()
    world.request(escalation)
    assert world.supervisors.told == [("hanbit", escalation.escalation_id, later(3600))]


def test_a_second_token_of_the_same_wait_takes_the_place_of_the_first(world: World) -> None:
    escalation = world.add()
    world.request(escalation)
    assert world.request(escalation, "second") == "waiting"
    sealed = world.escalations.get_token("hanbit", escalation.escalation_id)
    assert sealed is not None
    assert sealed.ciphertext.endswith(b"/second")


def test_a_decision_for_an_earlier_token_answers_the_later_one(world: World) -> None:
    escalation = world.add()
    world.request(escalation)
    world.decide(escalation)
    assert world.request(escalation, "second") == "answered"
    answered = (escalation.escalation_id, make_decision())
    assert world.tasks.answers == {"second": answered}


def test_nobody_is_asked_about_a_closed_escalation(world: World) -> None:
    escalation = world.add()
    world.escalations.fail_escalation(escalation, "WorkflowLost", later(1))
    with pytest.raises(EscalationSettled):
        world.request(escalation)


def test_a_decided_escalation_that_is_closed_answers_no_token(world: World) -> None:
    escalation = world.add()
    world.request(escalation)
    world.decide(escalation)
    world.escalations.fail_escalation(world.read(escalation), "WorkflowLost", later(2))
    with pytest.raises(EscalationSettled):
        world.request(escalation, "second")
    assert world.tasks.answers == {}


def test_a_reminder_is_set_half_way_to_the_deadline(world: World) -> None:
    escalation = world.add()
    world.request(escalation)
    reminder = Reminder("hanbit", escalation.escalation_id, later(3600))
    # It begins to wait a second after noon.
    assert world.reminders.times == {reminder: later(1) + timedelta(seconds=3599) / 2}


def test_an_answered_token_sets_no_reminder(world: World) -> None:
    escalation = world.add()
    world.request(escalation)
    world.decide(escalation)
    world.reminders.times.clear()
    world.request(escalation, "second")
    assert world.reminders.times == {}
