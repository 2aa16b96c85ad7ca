"""The state of a topic is the best that can be said of it; filters select by what is asked for."""

import pytest

from curriculum.topics import read_curriculum
from curriculum.trace import Coverage, Evidence, Filter, State, count_states, cover

TTL = read_curriculum().by_id["dynamodb-ttl"]
CODE = {"code": ("a.py::b",), "tests": ("tests/a.py::test_a",)}


@pytest.mark.parametrize(
    ("evidence", "labs", "questions", "state"),
    [
        (Evidence(**CODE), ("lab",), ("q",), State.EXERCISED),
        (Evidence(**CODE, lacks="a part"), ("lab",), (), State.PRACTISED),
        (Evidence(**CODE, lacks="a part"), (), ("q",), State.PARTLY),
        (Evidence(docs=("docs/a.md",)), (), ("q",), State.EXPLAINED),
        (Evidence(code=("a.py::b",)), (), (), State.MISSING),
        (Evidence(), (), ("q",), State.ASKED),
        (Evidence(), (), (), State.MISSING),
    ],
)
def test_state_is_the_best_that_holds(
    evidence: Evidence, labs: tuple[str, ...], questions: tuple[str, ...], state: State
) -> None:
    assert Coverage(TTL, evidence, labs, questions).state == state


@pytest.mark.parametrize(
    ("wanted", "accepted"),
    [
        (Filter(), True),
        (Filter(domain=1), True),
        (Filter(domain=2), False),
        (Filter(service="DYNAMODB"), True),
        (Filter(service="dynamo"), False),
        (Filter(domain=1, service="dynamodb", is_missing=True), True),
    ],
)
def test_filter_selects_what_is_asked_for(wanted: Filter, *, accepted: bool) -> None:
    assert wanted.accepts(Coverage(TTL, Evidence(), (), ())) == accepted


def test_missing_leaves_out_what_has_evidence() -> None:
    assert not Filter(is_missing=True).accepts(Coverage(TTL, Evidence(), (), ("q",)))


def test_every_topic_is_covered_once_with_its_own_evidence() -> None:
    curriculum = read_curriculum()
    rows = cover(curriculum, {TTL.id: Evidence(**CODE)}, {TTL.id: ["lab"]}, {TTL.id: ["q"]})
    assert [row.topic.id for row in rows] == [topic.id for topic in curriculum.topics]
    assert [row.topic.id for row in rows if row.state != State.MISSING] == [TTL.id]
    assert count_states(rows) == "1 exercised, 375 missing"
