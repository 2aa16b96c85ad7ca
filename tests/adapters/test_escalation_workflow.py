"""The contracts of `ports.EscalationWorkflow` and `ports.WaitingTasks`."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from callnotes.adapters.clients import make_client
from callnotes.adapters.sfn_workflow import NOBODY_WAITS, StepFunctionsTasks, StepFunctionsWorkflow
from callnotes.domain.errors import Unavailable
from callnotes.ports.escalations import EscalationWorkflow
from tests.builders import make_decision, unique
from tests.cloud import create_state_machine
from tests.fakes.workflow import FakeTasks, FakeWorkflow
from tests.faults.rules import ALWAYS, Faults, Rule, refused

pytestmark = pytest.mark.usefixtures("cloud")


@pytest.fixture
def adapter() -> StepFunctionsWorkflow:
    return StepFunctionsWorkflow(
        make_client("stepfunctions"), create_state_machine(unique("machine"))
    )


@pytest.fixture
def workflow(side: str, adapter: StepFunctionsWorkflow) -> EscalationWorkflow:
    return FakeWorkflow() if side == "fake" else adapter


def test_a_started_workflow_runs(workflow: EscalationWorkflow) -> None:
    workflow.start("hanbit", "e1", "request-1")
    assert workflow.is_running("e1") is True


def test_a_workflow_nobody_started_does_not_run(workflow: EscalationWorkflow) -> None:
    assert workflow.is_running("e2") is False


def test_a_workflow_starts_once(adapter: StepFunctionsWorkflow) -> None:
    for _ in range(3):
        adapter.start("hanbit", "e1", "request-1")
    listed = adapter.client.list_executions(stateMachineArn=adapter.state_machine_arn)
    assert [each["name"] for each in listed["executions"]] == ["e1"]


def test_the_name_of_one_that_ended_is_taken(
    adapter: StepFunctionsWorkflow, faults: Faults
) -> None:
    code = "ExecutionAlreadyExists"
    faults.add(refused("sfn", "StartExecution", code))
    adapter.start("hanbit", "e1", "request-1")
    listed = adapter.client.list_executions(stateMachineArn=adapter.state_machine_arn)
    assert listed["executions"] == []


def test_a_workflow_begins_with_ids_only(adapter: StepFunctionsWorkflow) -> None:
    adapter.start("hanbit", "e1", "request-1")
    arn = f"{adapter.state_machine_arn.replace('stateMachine', 'execution')}:e1"
    begun = json.loads(adapter.client.describe_execution(executionArn=arn)["input"])
    assert begun == {"tenant": "hanbit", "escalation_id": "e1", "correlation_id": "request-1"}


def test_a_workflow_that_ended_does_not_run(adapter: StepFunctionsWorkflow) -> None:
    adapter.start("hanbit", "e1", "request-1")
    arn = f"{adapter.state_machine_arn.replace('stateMachine', 'execution')}:e1"
    adapter.client.stop_execution(executionArn=arn)
    assert adapter.is_running("e1") is False


CALLS: dict[str, Callable[[StepFunctionsWorkflow], object]] = {
    "StartExecution": lambda workflow: workflow.start("hanbit", "e1", "request-1"),
    "DescribeExecution": lambda workflow: workflow.is_running("e1"),
}
every_call = pytest.mark.parametrize("operation", CALLS)


@every_call
def test_a_workflow_that_is_away_is_unavailable(
    adapter: StepFunctionsWorkflow, faults: Faults, operation: str
) -> None:
    faults.add(Rule("sfn", operation, "drop", times=ALWAYS))
    with pytest.raises(Unavailable):
        CALLS[operation](adapter)


@every_call
def test_a_permission_that_is_missing_is_an_error(
    adapter: StepFunctionsWorkflow, faults: Faults, operation: str
) -> None:
    code = "AccessDeniedException"
    faults.add(refused("sfn", operation, code))
    with pytest.raises(ClientError):
        CALLS[operation](adapter)


def test_an_answer_is_taken_once(side: str, faults: Faults) -> None:
    tasks = FakeTasks() if side == "fake" else StepFunctionsTasks(make_client("stepfunctions"))
    first = tasks.answer("token", "e1", make_decision())
    if side == "adapter":
        code = "TaskTimedOut"
        faults.add(refused("sfn", "SendTaskSuccess", code))
    assert (first, tasks.answer("token", "e1", make_decision())) == (True, False)


@pytest.mark.parametrize("code", sorted(NOBODY_WAITS))
def test_a_token_nobody_waits_with_is_no_error(faults: Faults, code: str) -> None:
    faults.add(refused("sfn", "SendTaskSuccess", code))
    tasks = StepFunctionsTasks(make_client("stepfunctions"))
    assert tasks.answer("forged", "e1", make_decision()) is False


def test_an_answer_that_is_not_permitted_is_an_error(faults: Faults) -> None:
    code = "AccessDeniedException"
    faults.add(refused("sfn", "SendTaskSuccess", code))
    with pytest.raises(ClientError):
        StepFunctionsTasks(make_client("stepfunctions")).answer("token", "e1", make_decision())


def test_an_answer_says_who_decided_and_not_why(monkeypatch: pytest.MonkeyPatch) -> None:
    client = make_client("stepfunctions")
    sent: list[Any] = []
    monkeypatch.setattr(client, "send_task_success", lambda **request: sent.append(request))
    StepFunctionsTasks(client).answer("token", "e1", make_decision(comment="SECRET"))
    output = {"escalation_id": "e1", "verdict": "approve", "decided_by": "user-sora"}
    assert sent == [{"taskToken": "token", "output": json.dumps(output)}]
