from dataclasses import dataclass, field, replace

import pytest

from callnotes.domain.escalation import Escalation, OpenEntry, State
from callnotes.usecases.settle_escalations import (
    GRACE,
    LOST,
    Settlement,
    find_overdue,
    settle_escalations,
)
from tests.builders import NOON, make_change, make_decision, make_escalation
from tests.fakes.escalations import InMemoryEscalations
from tests.fakes.workflow import FakeWorkflow


@dataclass
class World:
    escalations: InMemoryEscalations = field(default_factory=InMemoryEscalations)
    workflow: FakeWorkflow = field(default_factory=FakeWorkflow)
    calls: int = 1_000

    def add(self, state: State = "waiting") -> Escalation:
        made = make_escalation(state)
        return self.escalations.create_escalation(made, make_change())

    def read(self, escalation: Escalation) -> Escalation:
        return self.escalations.rows[escalation.tenant, escalation.escalation_id]

    def settle(self) -> Settlement:
        return settle_escalations(
            find_overdue(self.escalations, NOON + GRACE),
            NOON + GRACE,
            escalations=self.escalations,
            workflow=self.workflow,
            has_time=self.has_time,
        )

    def has_time(self) -> bool:
        self.calls -= 1
        return self.calls >= 0


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("state", ["deciding", "waiting"])
def test_an_open_escalation_without_a_workflow_fails(world: World, state: State) -> None:
    lost = world.add(state)
    assert world.settle() == Settlement(failed=[lost.escalation_id])
    assert world.read(lost).state == "failed"
    assert world.escalations.failures == {("hanbit", lost.escalation_id): LOST}


def test_its_decision_stays(world: World) -> None:
    lost = world.add()
    decided = replace(lost, decision=make_decision())
    world.escalations.record_decision(decided, make_change())
    world.settle()
    assert (world.read(lost).state, world.read(lost).decision) == ("failed", make_decision())


def test_one_that_cannot_be_read_stays_listed_and_keeps_none_of_the_others(world: World) -> None:
    damaged, lost = world.add(), world.add()
    world.escalations.damaged.add(("hanbit", damaged.escalation_id))
    settled = world.settle()
    assert settled == Settlement(failed=[lost.escalation_id], unreadable=[damaged.escalation_id])
    assert set(world.escalations.open) == {("hanbit", damaged.escalation_id)}


def test_one_whose_workflow_runs_is_left_alone(world: World) -> None:
    running = world.add()
    world.workflow.start("hanbit", running.escalation_id, "request-1")
    assert world.settle() == Settlement(running=[running.escalation_id])
    assert world.read(running) == running


def test_one_whose_workflow_ended_fails(world: World) -> None:
    lost = world.add()
    world.workflow.start("hanbit", lost.escalation_id, "request-1")
    world.workflow.ended.add(lost.escalation_id)
    assert world.settle() == Settlement(failed=[lost.escalation_id])


@pytest.mark.parametrize("state", ["approved", "rejected", "timed_out", "failed"])
def test_a_closed_one_is_looked_at_once(world: World, state: State) -> None:
    closed = world.add(state)
    assert world.settle() == Settlement(closed=[closed.escalation_id])
    assert world.settle() == Settlement()
    assert world.read(closed) == closed


def test_a_failed_one_is_looked_at_once(world: World) -> None:
    world.add()
    world.settle()
    assert world.settle() == Settlement()


def test_one_that_was_never_stored_is_forgotten(world: World) -> None:
    world.escalations.open["hanbit", "e1"] = NOON
    assert world.settle() == Settlement(closed=["e1"])
    assert world.escalations.open == {}


def test_one_that_was_asked_for_just_now_is_left_alone(world: World) -> None:
    world.add()
    assert list(find_overdue(world.escalations, NOON + GRACE / 2)) == []


def test_what_there_is_no_time_for_comes_with_the_next_call(world: World) -> None:
    world.calls = 2
    made = {world.add().escalation_id for _ in range(3)}
    first = world.settle()
    world.calls = 3
    second = world.settle()
    assert (len(first.failed), len(second.failed)) == (2, 1)
    assert {*first.failed, *second.failed} == made


def test_one_that_is_named_is_settled_at_once(world: World) -> None:
    lost = world.add()
    settled = settle_escalations(
        [OpenEntry("hanbit", lost.escalation_id, NOON)],
        NOON,
        escalations=world.escalations,
        workflow=world.workflow,
        has_time=world.has_time,
    )
    assert settled == Settlement(failed=[lost.escalation_id])
