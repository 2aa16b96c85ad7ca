"""Supervisors are reminded of an escalation at half of its time, by a schedule that goes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.escalation_items import reminded_key
from callnotes.adapters.parameters import PARAMETER_SECONDS
from tests.integration.test_alarms import is_raised
from tests.integration.test_escalations import ask, await_state, decide
from tests.stack.http import Api, Json
from tests.stack.notices import heard_by_supervisors, take_notices
from tests.stack.permissions import without_permission
from tests.stack.polling import eventually
from tests.stack.stack import Stack

DECISION_SECONDS = 60
# Half of that, and a tick of the local scheduler.
REMINDED_SECONDS = 45
FUNCTION = "remind_supervisors"


@dataclass(frozen=True)
class Desk:
    """One tenant's supervisors, and the schedules of its escalations."""

    stack: Stack
    tenant: str
    queue_url: str

    def read_schedule(self, case: Json) -> dict[str, Any] | None:
        names = {"Name": case["escalation_id"], "GroupName": self.group}
        try:
            return dict(self.stack.clients.scheduler.get_schedule(**names))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
            return None

    def hurry(self, case: Json) -> None:
        """Let the schedule be due now; everything else of it stays."""
        found = self.read_schedule(case)
        assert found is not None
        names = ("Name", "GroupName", "FlexibleTimeWindow", "ActionAfterCompletion", "Target")
        self.stack.clients.scheduler.update_schedule(
            **{name: found[name] for name in names}, ScheduleExpression="at(2026-01-01T00:00:00)"
        )

    @property
    def group(self) -> str:
        return self.stack.physical_id("ReminderGroup")

    def receive(self) -> list[Json]:
        """Take the notices that have come."""
        return take_notices(self.stack, self.queue_url)

    def outcomes(self, case: Json) -> list[str]:
        lines = self.stack.log_lines(FUNCTION, "done")
        ours = [line for line in lines if line["escalation_id"] == case["escalation_id"]]
        return [line["outcome"] for line in ours]


@pytest.fixture
def desk(stack: Stack, tenant: str) -> Iterator[Desk]:
    """A queue that hears what the tenant's supervisors hear."""
    with heard_by_supervisors(stack, tenant) as queue_url:
        yield Desk(stack, tenant, queue_url)


@pytest.fixture
def note(agent: Api, customer: str) -> Json:
    return agent.create_note(customer_id=customer)


@pytest.fixture
def waiting(agent: Api, note: Json) -> Json:
    return await_state(agent, ask(agent, note).json, "waiting")


@pytest.fixture
def _short_time(stack: Stack) -> Iterator[None]:
    ssm, name = stack.clients.ssm, stack.physical_id("DecisionTime")
    before = ssm.get_parameter(Name=name)["Parameter"]["Value"]
    ssm.put_parameter(Name=name, Value=str(DECISION_SECONDS), Overwrite=True)
    time.sleep(PARAMETER_SECONDS + 1)
    yield
    ssm.put_parameter(Name=name, Value=before, Overwrite=True)
    time.sleep(PARAMETER_SECONDS + 1)


@pytest.mark.timeout(300)
@pytest.mark.usefixtures("_short_time")
def test_given_one_that_waits_when_half_of_its_time_is_over_then_supervisors_hear_of_it_again(
    desk: Desk, waiting: Json
) -> None:
    (first,) = eventually(desk.receive)
    assert eventually(lambda: desk.read_schedule(waiting))["ActionAfterCompletion"] == "DELETE"

    (second,) = eventually(desk.receive, REMINDED_SECONDS)

    assert second == first | {"type": "EscalationStillWaiting"}
    assert set(second) == {"type", "tenant", "escalation_id", "deadline"}
    assert eventually(lambda: desk.read_schedule(waiting) is None)
    assert desk.outcomes(waiting) == ["reminded"]


def test_given_one_that_was_decided_when_its_schedule_is_due_then_nobody_hears_of_it(
    desk: Desk, supervisor: Api, waiting: Json
) -> None:
    eventually(lambda: desk.read_schedule(waiting))
    decide(supervisor, waiting)
    eventually(desk.receive)

    desk.hurry(waiting)

    assert eventually(lambda: desk.outcomes(waiting)) == ["nothing waits"]
    assert desk.read_schedule(waiting) is None
    assert desk.receive() == []


def test_given_a_reminder_when_it_comes_twice_then_supervisors_hear_of_it_once(
    desk: Desk, waiting: Json
) -> None:
    schedule = eventually(lambda: desk.read_schedule(waiting))
    eventually(desk.receive)
    function = desk.stack.physical_id("RemindSupervisorsFunctionAliaslive")
    for _ in range(2):
        desk.stack.clients.functions.invoke(
            FunctionName=function, Payload=schedule["Target"]["Input"]
        )

    assert eventually(lambda: desk.outcomes(waiting)[1:]) == ["reminded before"]
    assert [each["type"] for each in eventually(desk.receive)] == ["EscalationStillWaiting"]
    assert desk.receive() == []
    mark = desk.stack.get_item(reminded_key(desk.tenant, waiting["escalation_id"]))
    assert mark is not None
    assert (mark["entity"], "expires_at" in mark) == ("reminder_mark", True)


def test_given_no_permission_for_schedules_when_asked_then_it_waits_and_an_alarm_is_raised(
    desk: Desk, agent: Api, note: Json
) -> None:
    with without_permission(desk.stack, "request_decision", "scheduler:CreateSchedule"):
        case = await_state(agent, ask(agent, note).json, "waiting")
        eventually(
            lambda: [
                line["problem"]
                for line in desk.stack.log_lines("request_decision", "no reminder")
                if line["escalation_id"] == case["escalation_id"]
            ]
        )

    assert desk.read_schedule(case) is None
    eventually(lambda: is_raised(desk.stack, "ReminderMissingAlarm"))
