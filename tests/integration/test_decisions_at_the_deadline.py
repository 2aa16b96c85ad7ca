"""Decisions around the deadline: each escalation is decided or timed out, never both."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.test_escalations import ask, await_state, decide
from tests.integration.test_many_escalations import ENDS, assert_execution_ended_so
from tests.stack.http import Api, Json
from tests.stack.parameters import changed_parameter
from tests.stack.stack import Stack

DEADLINE = timedelta(seconds=8)
# The wait ends when its heartbeat, which nothing sends, is missed: a second before the deadline.
WAIT = DEADLINE - timedelta(seconds=1)
# Seconds around the end of the wait: half a second each way, and one that is surely early or late.
MOMENTS = [-2.0, *(step / 14 - 0.5 for step in range(15)), 2.0]
AT_ONCE = 6


@pytest.fixture
def _short_deadline(stack: Stack) -> Iterator[None]:
    with changed_parameter(stack, "DecisionTime", str(int(DEADLINE.total_seconds()))):
        yield


@pytest.mark.usefixtures("_short_deadline")
def test_given_decisions_around_the_deadline_when_sent_then_each_is_decided_or_timed_out(
    stack: Stack, agent: Api, supervisor: Api, customer: str
) -> None:
    def decide_at(moment: float) -> tuple[int, Json]:
        note = agent.create_note(customer_id=customer)
        case = await_state(agent, ask(agent, note).json, "waiting")
        sleep_until(datetime.fromisoformat(case["updated_at"]) + WAIT, moment)
        status = decide(supervisor, case).status
        return status, await_state(agent, case, *ENDS)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ended = list(pool.map(decide_at, MOMENTS))

    outcomes = Counter((status, case["state"], case["decision"] is None) for status, case in ended)
    print(f"around the deadline: {dict(outcomes)}")
    assert set(outcomes) == {(200, "approved", False), (409, "timed_out", True)}
    for _, case in ended:
        assert_execution_ended_so(stack, case)


def sleep_until(end: datetime, later: float) -> None:
    time.sleep(max(0, (end - datetime.now(UTC)).total_seconds() + later))
