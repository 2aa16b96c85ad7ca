"""Thirty escalations at once: decided, raced for, or left alone, each ends in one state.

A third waits for nobody until the deadline, for a third an approval and a rejection race. For
each fifth one opinion fails.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.builders import make_booking
from tests.integration.test_escalations import ask, decide, path_of
from tests.stack.http import Api, Json
from tests.stack.parameters import changed_parameter
from tests.stack.stack import Stack

COUNT = 30
DEADLINE_SECONDS = 25
OPINION_FAILS_EACH = 5
ENDS = ("approved", "rejected", "timed_out", "failed")


@dataclass(frozen=True)
class Escalated:
    """One escalation at its end: how it was treated, its statuses of decisions, what stands."""

    treated: str
    is_broken: bool
    statuses: tuple[int, ...]
    case: Json


@pytest.fixture
def _short_deadline(stack: Stack) -> Iterator[None]:
    with changed_parameter(stack, "DecisionTime", str(DEADLINE_SECONDS)):
        yield


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("_short_deadline")
def test_given_thirty_at_once_when_treated_differently_then_each_ends_once(
    stack: Stack, tenant: str, agent: Api, supervisor: Api, customer: str
) -> None:
    broken = new_broken_customer(stack, tenant)

    def escalate(number: int) -> Escalated:
        treated = ("decided", "raced", "left")[number % 3]
        is_broken = number % OPINION_FAILS_EACH == 0
        note = agent.create_note(customer_id=broken if is_broken else customer)
        case = ask(agent, note).json
        statuses: tuple[int, ...] = ()
        if treated != "left":
            await_one_of(agent, case, "waiting")
            verdicts = ("approve", "reject")[: 1 + (treated == "raced")]
            with ThreadPoolExecutor(len(verdicts)) as racers:
                decided = racers.map(lambda verdict: decide(supervisor, case, verdict), verdicts)
                statuses = tuple(answer.status for answer in decided)
        return Escalated(treated, is_broken, statuses, await_one_of(agent, case, *ENDS))

    with ThreadPoolExecutor(COUNT) as pool:
        all_of_them = list(pool.map(escalate, range(COUNT)))

    treated = Counter((each.treated, each.case["state"]) for each in all_of_them)
    assert treated["left", "timed_out"] == treated["decided", "approved"] == COUNT // 3
    assert treated["raced", "approved"] + treated["raced", "rejected"] == COUNT // 3
    for each in all_of_them:
        assert (
            sorted(each.statuses)
            == {"left": [], "decided": [200], "raced": [200, 409]}[each.treated]
        )
        assert errors_of(each.case) == {
            "history": None,
            "booking": "TaskFailed" if each.is_broken else None,
            "sentiment": None,
        }
        assert_execution_ended_so(stack, each.case)
    ended = {each.case["escalation_id"] for each in all_of_them}
    assert (len(ended), ended & list_open_executions(stack)) == (COUNT, set())


def new_broken_customer(stack: Stack, tenant: str) -> str:
    """A customer with a booking in a state that nobody knows: the opinion on it fails alone."""
    status: Any = "lost"
    return stack.new_customer(tenant, bookings=(make_booking(status=status),))


def errors_of(case: Json) -> dict[str, str | None]:
    return {opinion["source"]: opinion["error"] for opinion in case["opinions"]}


def list_open_executions(stack: Stack) -> set[str]:
    """The ids of the escalations whose execution runs."""
    pages = stack.clients.stepfunctions.get_paginator("list_executions").paginate(
        stateMachineArn=stack.physical_id("EscalationStateMachine"), statusFilter="RUNNING"
    )
    return {execution["name"] for page in pages for execution in page["executions"]}


def await_one_of(api: Api, case: Json, *states: str) -> Json:
    """Look twice a second: the tenant's share of requests is for all thirty."""
    for _ in range(240):
        answer = api.get(path_of(case))
        if answer.status == 200 and answer.json["state"] in states:
            return answer.json
        time.sleep(0.5)
    raise AssertionError(f"{case['escalation_id']} is not {states}: {answer.status} {answer.json}")


def assert_execution_ended_so(stack: Stack, case: Json) -> None:
    machine = stack.physical_id("EscalationStateMachine")
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{case['escalation_id']}"
    found = stack.clients.stepfunctions.describe_execution(executionArn=arn)
    assert found["status"] == "SUCCEEDED"
    output = json.loads(found["output"])
    assert (output["escalation_id"], output["state"]) == (case["escalation_id"], case["state"])
    decision = case["decision"] or {}
    shown = {name: decision.get(name) for name in ("verdict", "decided_by", "automatic")}
    assert output["decision"] == (shown if decision else None)
