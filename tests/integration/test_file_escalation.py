"""Closed escalations are filed by a worker of its own process, with the policy of the template."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from callnotes.adapters.escalation_items import escalation_key
from callnotes_local.emulator import REGION
from tests.integration.test_escalations import ask, await_state, decide
from tests.integration.test_event_bus import arn_of, receive
from tests.stack.http import Api, Json
from tests.stack.polling import eventually
from tests.stack.stack import Stack
from tests.template import ROOT

# A poll that a worker has left behind may take a task: it comes again after the heartbeat.
pytestmark = pytest.mark.timeout(420)
type Start = Callable[..., Worker]
SECONDS = 90
REASON = "He was rude and I noted his card."


@dataclass(frozen=True)
class Worker:
    """A worker's process, and what it logs."""

    process: subprocess.Popen[bytes]
    log: Path

    def says(self, text: str) -> None:
        eventually(lambda: text in self.log.read_text(), seconds=SECONDS)

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(10)


def launch(stack: Stack, folder: Path, keys: dict[str, str], *options: str) -> Worker:
    """Start a worker of these keys that keeps its records in the folder."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        **keys,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": stack.cloud.emulator.endpoint_url,
    }
    activity = ["--activity", stack.output("FilingActivityArn"), "--records", str(folder)]
    command = [sys.executable, "-m", "workers.file_escalations", *activity, *options]
    log = folder / f"{uuid4()}.log"
    with log.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=stderr)
    return Worker(process, log)


@pytest.fixture(scope="module", autouse=True)
def _nothing_waits(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> None:
    """File what other tests have left, so that workers take the tasks of these tests."""
    machine = stack.physical_id("FileEscalationStateMachine")
    client = stack.clients.stepfunctions

    def is_idle() -> bool:
        running = client.list_executions(stateMachineArn=machine, statusFilter="RUNNING")
        return not running["executions"]

    if is_idle():
        return
    own = stack.cloud.emulator.keys
    keys = {
        "AWS_ACCESS_KEY_ID": own.access_key_id,
        "AWS_SECRET_ACCESS_KEY": own.secret_access_key,
    }
    worker = launch(stack, tmp_path_factory.mktemp("left"), keys)
    eventually(is_idle, seconds=SECONDS)
    worker.end()


@pytest.fixture
def keys(stack: Stack) -> Iterator[dict[str, str]]:
    """A user who has the worker's policy and no other."""
    iam, name = stack.clients.iam, f"worker-{uuid4()}"
    policy = {"UserName": name, "PolicyArn": stack.output("FilingWorkerPolicyArn")}
    iam.create_user(UserName=name)
    iam.attach_user_policy(**policy)
    made = iam.create_access_key(UserName=name)["AccessKey"]
    yield {
        "AWS_ACCESS_KEY_ID": made["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
    }
    iam.delete_access_key(UserName=name, AccessKeyId=made["AccessKeyId"])
    iam.detach_user_policy(**policy)
    iam.delete_user(UserName=name)


@pytest.fixture
def start_worker(stack: Stack, keys: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start a worker with the template's policy; those that still run at the end are ended."""
    workers: list[Worker] = []

    def start(*options: str) -> Worker:
        workers.append(launch(stack, tmp_path, keys, *options))
        return workers[-1]

    yield start
    for worker in workers:
        worker.process.kill()
        worker.process.wait()


@pytest.fixture
def approve(agent: Api, supervisor: Api, customer: str) -> Callable[[], Json]:
    """Ask for an escalation and approve it."""

    def ask_and_approve() -> Json:
        note = agent.create_note(customer_id=customer)
        case = await_state(agent, ask(agent, note, reason=REASON).json, "waiting")
        decide(supervisor, case, comment=REASON)
        return await_state(agent, case, "approved")

    return ask_and_approve


@pytest.fixture
def told(stack: Stack, tenant: str) -> Iterator[str]:
    """A queue of what the tenant's supervisors hear about filing, by name."""
    name, sqs, sns = f"filing-{uuid4()}", stack.clients.sqs, stack.clients.sns
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn_of(name)}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": policy})["QueueUrl"]
    wanted = {"filing": ["failed"], "tenant": [tenant]}
    subscription = sns.subscribe(
        TopicArn=stack.physical_id("SupervisorsTopic"),
        Protocol="sqs",
        Endpoint=arn_of(name),
        Attributes={
            "RawMessageDelivery": "true",
            "FilterPolicyScope": "MessageBody",
            "FilterPolicy": json.dumps(wanted),
        },
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    yield name
    sns.unsubscribe(SubscriptionArn=subscription)
    sqs.delete_queue(QueueUrl=url)


@contextmanager
def times(stack: Stack, **changed: float) -> Iterator[None]:
    """Change the times of filings that begin inside."""
    ssm, name = stack.clients.ssm, stack.physical_id("FilingTimes")
    before = ssm.get_parameter(Name=name)["Parameter"]["Value"]
    ssm.put_parameter(Name=name, Value=json.dumps(json.loads(before) | changed), Overwrite=True)
    try:
        yield
    finally:
        ssm.put_parameter(Name=name, Value=before, Overwrite=True)


def await_filing(stack: Stack, tenant: str, case: Json) -> Json:
    key = escalation_key(tenant, case["escalation_id"]) | {"sk": "FILING"}
    return eventually(lambda: stack.get_item(key), seconds=SECONDS)


def executions(stack: Stack, machine: str, case: Json) -> list[Any]:
    """The executions of a state machine that are about the escalation."""
    client = stack.clients.stepfunctions
    listed = client.list_executions(stateMachineArn=stack.physical_id(machine))["executions"]
    found = [client.describe_execution(executionArn=item["executionArn"]) for item in listed]
    return [execution for execution in found if case["escalation_id"] in execution["input"]]


def history(stack: Stack, execution: Any) -> str:
    found = stack.clients.stepfunctions.get_execution_history(
        executionArn=execution["executionArn"], maxResults=1000
    )
    return json.dumps(found["events"], default=str)


def test_given_an_approved_escalation_when_the_worker_has_it_then_filed_and_shown_as_before(
    stack: Stack,
    tenant: str,
    agent: Api,
    approve: Callable[[], Json],
    start_worker: Start,
    tmp_path: Path,
) -> None:
    case, worker = approve(), start_worker()

    filing = await_filing(stack, tenant, case)

    reference = f"{tenant}/{case['escalation_id']}"
    kept = json.loads((tmp_path / f"{reference}.json").read_text())
    assert (filing["state"], filing["reference"]) == ("filed", reference)
    assert (kept["state"], kept["decided_by"]) == ("approved", case["decision"]["decided_by"])
    assert agent.get(f"/v1/escalations/{case['escalation_id']}").json == case
    for machine in ("FileEscalationStateMachine", "KeepRecordStateMachine"):
        (execution,) = executions(stack, machine, case)
        assert REASON not in history(stack, execution)
    assert worker.end() == 0


def test_given_a_worker_killed_at_work_when_its_heartbeats_end_then_another_files_it_once(
    stack: Stack,
    tenant: str,
    approve: Callable[[], Json],
    start_worker: Start,
    tmp_path: Path,
) -> None:
    with times(stack, heartbeat_seconds=3, objection_seconds=0):
        case, slow = approve(), start_worker("--seconds", "600")
        slow.says(f"{case['escalation_id']}: taken")
        psutil.Process(slow.process.pid).kill()
        start_worker()

        filing = await_filing(stack, tenant, case)

    assert filing["state"] == "filed"
    assert len(list(tmp_path.rglob(f"{case['escalation_id']}.json"))) == 1
    (execution,) = executions(stack, "KeepRecordStateMachine", case)
    assert "States.HeartbeatTimeout" in history(stack, execution)


def test_given_work_that_outlasts_the_heartbeat_when_heartbeats_come_then_it_is_not_retried(
    stack: Stack, tenant: str, approve: Callable[[], Json], start_worker: Start
) -> None:
    with times(stack, heartbeat_seconds=3, objection_seconds=0):
        case, worker = approve(), start_worker("--seconds", "10")
        filing = await_filing(stack, tenant, case)

    assert filing["state"] == "filed"
    assert worker.log.read_text().count(f"{case['escalation_id']}: taken") == 1


def test_given_no_worker_when_the_time_is_over_then_supervisors_hear_of_it(
    stack: Stack, tenant: str, approve: Callable[[], Json], told: str
) -> None:
    with times(stack, record_seconds=2, objection_seconds=0):
        case = approve()
        filing = await_filing(stack, tenant, case)

    heard = receive(stack, told)
    assert (filing["state"], filing["failure"]) == ("failed", "States.Timeout")
    assert heard["escalation_id"] == case["escalation_id"]
    (execution,) = executions(stack, "FileEscalationStateMachine", case)
    eventually(lambda: history(stack, execution).count("ExecutionFailed"))


def test_given_a_filed_escalation_when_its_event_comes_again_then_it_stays_as_it_is(
    stack: Stack, tenant: str, approve: Callable[[], Json], start_worker: Start
) -> None:
    case, _ = approve(), start_worker()
    filing = await_filing(stack, tenant, case)
    (first,) = executions(stack, "FileEscalationStateMachine", case)

    client = stack.clients.stepfunctions
    again = client.start_execution(stateMachineArn=first["stateMachineArn"], input=first["input"])
    arn = again["executionArn"]
    eventually(
        lambda: client.describe_execution(executionArn=arn)["status"] != "RUNNING", seconds=SECONDS
    )

    second = client.describe_execution(executionArn=arn)
    assert second["status"] == "SUCCEEDED"
    assert "AlreadyFiled" in history(stack, second)
    assert await_filing(stack, tenant, case) == filing


def test_given_a_user_without_the_policy_when_polling_then_the_worker_ends_with_the_reason(
    stack: Stack, keys: dict[str, str], tmp_path: Path
) -> None:
    iam, policy = stack.clients.iam, stack.output("FilingWorkerPolicyArn")
    user = iam.list_entities_for_policy(PolicyArn=policy)["PolicyUsers"][0]["UserName"]
    iam.detach_user_policy(UserName=user, PolicyArn=policy)
    worker = launch(stack, tmp_path, keys)
    status = worker.process.wait(20)
    iam.attach_user_policy(UserName=user, PolicyArn=policy)
    assert status == 2
    assert "AccessDenied" in worker.log.read_text()
