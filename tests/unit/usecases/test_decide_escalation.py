from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from callnotes.domain.actor import Actor, Role
from callnotes.domain.errors import Conflict, Forbidden, NotFound
from callnotes.domain.escalation import Escalation, SealedToken, State, Verdict
from callnotes.usecases.decide_escalation import TellWorkflow, decide_escalation
from tests.builders import (
    NOON,
    later,
    make_actor,
    make_change,
    make_decision,
    make_decision_request,
    make_escalation,
)
from tests.fakes.escalations import InMemoryEscalations
from tests.fakes.workflow import FakeTasks, FakeVault

MINA = make_actor(user_id="mina")
SORA = make_actor(user_id="sora", role=Role.SUPERVISOR)
HANA = make_actor(user_id="hana", role=Role.SUPERVISOR)


@dataclass
class Desk:
    """Decides escalations in one world, whose workflow closes them at the first moment or never."""

    escalations: InMemoryEscalations = field(default_factory=InMemoryEscalations)
    tasks: FakeTasks = field(default_factory=FakeTasks)
    closes_after: int | None = 1
    looked: int = 0

    def add(self, state: State = "waiting", actor: Actor = MINA) -> Escalation:
        made = make_escalation(actor=actor)
        self.escalations.create_escalation(made, make_change(actor))
        if state == "waiting":
            ciphertext = FakeVault().seal_token("hanbit", made.escalation_id, "token")
            token = SealedToken(ciphertext, later(9))
            self.escalations.await_decision(make_decision_request(made), token, NOON)
        elif state != "deciding":
            self.set(made, state)
        return self.read(made)

    def set(self, escalation: Escalation, state: State) -> None:
        key = (escalation.tenant, escalation.escalation_id)
        self.escalations.rows[key] = replace(self.escalations.rows[key], state=state)

    def read(self, escalation: Escalation) -> Escalation:
        return self.escalations.rows[escalation.tenant, escalation.escalation_id]

    def decide(
        self,
        escalation: Escalation,
        verdict: Verdict = "approve",
        actor: Actor = SORA,
        comment: str | None = "Go ahead.",
    ) -> Escalation:
        return decide_escalation(
            escalation.escalation_id,
            replace(make_decision(verdict, comment, actor.user_id), decided_at=later(5)),
            make_change(actor, at=later(5)),
            escalations=self.escalations,
            tell=TellWorkflow(self.escalations, FakeVault(), self.tasks),
            moments=self._moments(escalation),
        )

    def _moments(self, escalation: Escalation) -> Iterator[None]:
        for number in range(1, 4):
            self.looked = number
            if number == self.closes_after:
                self.set(escalation, "approved")
            yield


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_decision_is_recorded_with_who_and_when(desk: Desk) -> None:
    decision = desk.decide(desk.add()).decision
    assert decision == replace(make_decision(by="sora"), decided_at=later(5))


def test_the_workflow_is_told(desk: Desk) -> None:
    escalation = desk.add()
    decided = desk.decide(escalation)
    assert desk.tasks.answers == {"token": (escalation.escalation_id, decided.decision)}


def test_a_token_is_used_once(desk: Desk) -> None:
    escalation = desk.add()
    desk.decide(escalation)
    assert desk.escalations.get_token("hanbit", escalation.escalation_id) is None


@pytest.mark.parametrize("moment", [1, 2, 3])
def test_the_answer_is_what_stands_when_the_workflow_closed_it(desk: Desk, moment: int) -> None:
    desk.closes_after = moment
    assert (desk.decide(desk.add()).state, desk.looked) == ("approved", moment)


def test_a_workflow_that_takes_longer_leaves_it_waiting_with_its_decision(desk: Desk) -> None:
    desk.closes_after = None
    decided = desk.decide(desk.add(), "reject")
    assert decided.decision is not None
    assert (decided.state, decided.decision.verdict, desk.looked) == ("waiting", "reject", 3)


def test_the_same_again_by_the_same_person_is_the_same(desk: Desk) -> None:
    escalation = desk.add()
    assert desk.decide(escalation) == desk.decide(escalation)


def test_the_same_again_tells_a_workflow_that_was_not_told(desk: Desk) -> None:
    escalation = desk.add()
    decided = replace(escalation, decision=make_decision(by="sora"))
    desk.escalations.record_decision(decided, make_change(SORA))
    desk.decide(escalation)
    assert list(desk.tasks.answers) == ["token"]


@pytest.mark.parametrize(
    ("verdict", "actor", "comment"),
    [
        ("reject", SORA, "Go ahead."),
        ("approve", HANA, "Go ahead."),
        ("approve", SORA, "Something else."),
        ("approve", SORA, None),
    ],
)
def test_anything_else_once_it_is_decided_is_in_conflict(
    desk: Desk, verdict: Verdict, actor: Actor, comment: str | None
) -> None:
    escalation = desk.add()
    desk.decide(escalation)
    before = desk.read(escalation)
    with pytest.raises(Conflict, match="decided already"):
        desk.decide(escalation, verdict, actor, comment)
    assert desk.read(escalation) == before


def test_of_two_at_once_one_is_in_conflict(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    escalation = desk.add()
    seen = desk.read(escalation)
    desk.decide(escalation, actor=HANA)
    monkeypatch.setattr(InMemoryEscalations, "get_escalation", lambda *_: seen)
    with pytest.raises(Conflict):
        desk.decide(escalation)


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("deciding", "still being collected"),
        ("timed_out", "closed: timed_out"),
        ("failed", "closed: failed"),
    ],
)
def test_only_one_that_waits_is_decided(desk: Desk, state: State, why: str) -> None:
    with pytest.raises(Conflict, match=why):
        desk.decide(desk.add(state))
    assert desk.tasks.answers == {}


def test_nobody_decides_what_they_asked_for(desk: Desk) -> None:
    escalation = desk.add(actor=SORA)
    with pytest.raises(Forbidden):
        desk.decide(escalation)
    assert desk.read(escalation).decision is None


def test_another_tenants_escalation_is_not_there(desk: Desk) -> None:
    foreign_agent = make_actor("meridian", "sora", Role.SUPERVISOR)
    escalation = desk.add()
    with pytest.raises(NotFound):
        desk.decide(escalation, actor=foreign_agent)


def test_a_token_that_is_lost_keeps_no_decision_from_being_recorded(desk: Desk) -> None:
    escalation = desk.add()
    desk.escalations.delete_token("hanbit", escalation.escalation_id)
    assert desk.decide(escalation).decision is not None
    assert desk.tasks.answers == {}


def test_a_token_of_another_escalation_answers_nothing(desk: Desk) -> None:
    escalation, other = desk.add(), desk.add()
    moved = desk.escalations.tokens["hanbit", other.escalation_id]
    desk.escalations.tokens["hanbit", escalation.escalation_id] = moved
    desk.decide(escalation)
    assert desk.tasks.answers == {}
