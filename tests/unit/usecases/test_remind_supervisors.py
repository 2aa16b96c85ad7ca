from dataclasses import dataclass, field, replace

import pytest

from callnotes.domain.errors import Unavailable
from callnotes.domain.escalation import Escalation, Reminder, State
from callnotes.usecases.remind_supervisors import remind_supervisors
from tests.builders import later, make_change, make_decision, make_escalation
from tests.fakes.escalations import InMemoryEscalations
from tests.fakes.workflow import FakeMarks, FakeSupervisors


@dataclass
class World:
    escalations: InMemoryEscalations = field(default_factory=InMemoryEscalations)
    marks: FakeMarks = field(default_factory=FakeMarks)
    supervisors: FakeSupervisors = field(default_factory=FakeSupervisors)

    def add(self, state: State = "waiting") -> Reminder:
        made = self.escalations.create_escalation(make_escalation(state), make_change())
        return reminder_of(made)

    def remind(self, reminder: Reminder, seconds: int = 1800) -> str:
        return remind_supervisors(
            reminder,
            later(seconds),
            escalations=self.escalations,
            marks=self.marks,
            supervisors=self.supervisors,
        )


def reminder_of(escalation: Escalation) -> Reminder:
    return Reminder(escalation.tenant, escalation.escalation_id, later(3600))


@pytest.fixture
def world() -> World:
    return World()


def test_supervisors_are_reminded_of_one_that_waits(world: World) -> None:
    reminder = world.add()
    assert world.remind(reminder) == "reminded"
    assert world.supervisors.reminded == [reminder]


def test_a_reminder_that_comes_again_reminds_nobody(world: World) -> None:
    reminder = world.add()
    world.remind(reminder)
    assert world.remind(reminder) == "reminded before"
    assert world.supervisors.reminded == [reminder]


@pytest.mark.parametrize("state", ["deciding", "approved", "rejected", "timed_out", "failed"])
def test_nobody_is_reminded_of_one_in_another_state(world: World, state: State) -> None:
    assert world.remind(world.add(state)) == "nothing waits"
    assert world.supervisors.reminded == []


def test_nobody_is_reminded_of_one_that_is_decided_and_not_yet_closed(world: World) -> None:
    reminder = world.add()
    key = (reminder.tenant, reminder.escalation_id)
    world.escalations.rows[key] = replace(world.escalations.rows[key], decision=make_decision())
    assert world.remind(reminder) == "nothing waits"
    assert world.supervisors.reminded == []


def test_nobody_is_reminded_of_one_that_is_not_there(world: World) -> None:
    reminder = replace(world.add(), tenant="meridian")
    assert world.remind(reminder) == "nothing waits"


@pytest.mark.parametrize(("seconds", "outcome"), [(3599, "reminded"), (3600, "too late")])
def test_a_reminder_is_of_use_until_the_deadline(world: World, seconds: int, outcome: str) -> None:
    assert world.remind(world.add(), seconds) == outcome


def test_a_notice_that_was_not_sent_leaves_no_mark(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Reminder) -> None:
        raise Unavailable("The topic does not answer right now.")

    reminder = world.add()
    with monkeypatch.context() as patch:
        patch.setattr(world.supervisors, "tell_still_waiting", fail)
        with pytest.raises(Unavailable):
            world.remind(reminder)
    assert world.remind(reminder) == "reminded"
