from dataclasses import replace

import pytest

from callnotes.domain.escalation import Deadlines, Decision, State
from tests.builders import later, make_actor, make_decision, make_escalation


@pytest.mark.parametrize(
    ("state", "is_open"),
    [
        ("deciding", True),
        ("waiting", True),
        ("approved", False),
        ("rejected", False),
        ("timed_out", False),
        ("failed", False),
    ],
)
def test_an_escalation_is_open_until_its_last_state(state: State, *, is_open: bool) -> None:
    assert make_escalation(state).is_open is is_open


def test_who_asked_for_it_made_it() -> None:
    escalation = make_escalation(actor=make_actor(user_id="mina"))
    assert escalation.is_made_by(make_actor(user_id="mina"))
    assert not escalation.is_made_by(make_actor(user_id="joon"))


def test_a_decision_is_the_same_at_another_time() -> None:
    assert make_decision().is_the_same_as(replace(make_decision(), decided_at=later(1)))


@pytest.mark.parametrize(
    "other",
    [
        make_decision("reject"),
        make_decision(comment="Another."),
        make_decision(comment=None),
        make_decision(by="user-joon"),
        replace(make_decision(), automatic=True),
    ],
)
def test_another_decision_is_not_the_same(other: Decision) -> None:
    assert not make_decision().is_the_same_as(other)


def test_an_urgent_escalation_has_a_quarter_of_the_time() -> None:
    deadlines = Deadlines(86_400)
    assert (deadlines.of(urgent=False), deadlines.of(urgent=True)) == (86_400, 21_600)
