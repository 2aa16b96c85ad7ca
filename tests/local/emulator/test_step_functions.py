"""Tasks that wait for a token end as Step Functions ends them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callnotes_local.emulator import ACCOUNT, REGION
from callnotes_local.system.process import wait_until
from tests.local.emulator.cloud import Cloud, unique_name

ECHO = "def handler(event, context):\n    return event\n"
REFUSE = """
class NoteNotFound(Exception):
    pass

def handler(event, context):
    raise NoteNotFound("n1")
"""
LONG = 3600
PUBLISH = "arn:aws:states:::sns:publish"


def wait_for_token(function: str, **limits: Any) -> dict[str, Any]:
    payload = {"token": "{% $states.context.Task.Token %}"}
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Arguments": {"FunctionName": function, "Payload": payload},
        "End": True,
        **limits,
    }
    return {"QueryLanguage": "JSONata", "StartAt": "Wait", "States": {"Wait": state}}


def create_machine(cloud: Cloud, definition: dict[str, Any], **settings: Any) -> str:
    """The ARN of a new state machine."""
    role = cloud.create_role("lambda:InvokeFunction")
    made = cloud.client("stepfunctions").create_state_machine(
        name=unique_name("machine"), definition=json.dumps(definition), roleArn=role, **settings
    )
    return str(made["stateMachineArn"])


def execute(cloud: Cloud, machine: str, given: Any) -> tuple[str, str]:
    """The status and the error of an execution."""
    client = cloud.client("stepfunctions")
    started = client.start_execution(stateMachineArn=machine, input=json.dumps(given))
    arn = started["executionArn"]
    assert wait_until(
        lambda: client.describe_execution(executionArn=arn)["status"] != "RUNNING", 20
    )
    found = client.describe_execution(executionArn=arn)
    return found["status"], found.get("error", "")


@pytest.mark.parametrize(
    ("limits", "given", "error"),
    [
        ({"TimeoutSeconds": "{% $states.input.seconds %}"}, {"seconds": 1}, "States.Timeout"),
        (
            {"TimeoutSeconds": LONG, "HeartbeatSeconds": "{% $states.input.seconds %}"},
            {"seconds": 1},
            "States.HeartbeatTimeout",
        ),
    ],
)
def test_limit_from_an_expression_ends_the_wait(
    cloud: Cloud, limits: dict[str, Any], given: Any, error: str
) -> None:
    function = cloud.create_function(ECHO)
    assert execute(cloud, create_machine(cloud, wait_for_token(function, **limits)), given) == (
        "FAILED",
        error,
    )


def test_limit_from_a_path_ends_the_wait(cloud: Cloud) -> None:
    definition = wait_for_token(cloud.create_function(ECHO), TimeoutSecondsPath="$.seconds")
    state = definition["States"]["Wait"]
    state["Parameters"] = {**state.pop("Arguments"), "Payload": {"token.$": "$$.Task.Token"}}
    del definition["QueryLanguage"]
    assert execute(cloud, create_machine(cloud, definition), {"seconds": 1}) == (
        "FAILED",
        "States.Timeout",
    )


def test_function_that_fails_fails_the_task_that_waits(cloud: Cloud) -> None:
    definition = wait_for_token(cloud.create_function(REFUSE), TimeoutSeconds=LONG)
    assert execute(cloud, create_machine(cloud, definition), {}) == ("FAILED", "NoteNotFound")


def test_history_has_the_token_that_a_task_was_given(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskScheduledEventDetails.html"""
    definition = wait_for_token(cloud.create_function(ECHO), TimeoutSeconds=LONG)
    client = cloud.client("stepfunctions")
    arn = client.start_execution(stateMachineArn=create_machine(cloud, definition))["executionArn"]

    def read_parameters() -> list[str]:
        events = client.get_execution_history(executionArn=arn)["events"]
        details = [event.get("taskScheduledEventDetails", {}) for event in events]
        return [found["parameters"] for found in details if "parameters" in found]

    assert wait_until(lambda: bool(read_parameters()), 20)
    (parameters,) = map(json.loads, read_parameters())
    client.send_task_success(taskToken=parameters["Payload"]["token"], output="{}")
    assert wait_until(
        lambda: client.describe_execution(executionArn=arn)["status"] == "SUCCEEDED", 20
    )


def ask_activity(cloud: Cloud, **limits: Any) -> tuple[str, str]:
    """The ARNs of a new activity, and of a state machine that waits for its worker."""
    client = cloud.client("stepfunctions")
    activity = client.create_activity(name=unique_name("activity"))["activityArn"]
    state = {"Type": "Task", "Resource": activity, "End": True, **limits}
    definition = {"QueryLanguage": "JSONata", "StartAt": "Work", "States": {"Work": state}}
    return activity, create_machine(cloud, definition)


def start(cloud: Cloud, machine: str, given: Any) -> str:
    """The ARN of an execution."""
    client = cloud.client("stepfunctions")
    started = client.start_execution(stateMachineArn=machine, input=json.dumps(given))
    return str(started["executionArn"])


def wait_for_status(cloud: Cloud, execution: str, status: str, seconds: float = 10) -> bool:
    client = cloud.client("stepfunctions")
    return wait_until(
        lambda: client.describe_execution(executionArn=execution)["status"] == status, seconds
    )


def test_task_whose_worker_sends_no_heartbeat_fails(cloud: Cloud) -> None:
    activity, machine = ask_activity(cloud, HeartbeatSeconds="{% $states.input.seconds %}")
    execution, client = start(cloud, machine, {"seconds": 1}), cloud.client("stepfunctions")
    assert not wait_for_status(cloud, execution, "FAILED", 2), "no worker has the task yet"

    token = client.get_activity_task(activityArn=activity)["taskToken"]

    assert wait_for_status(cloud, execution, "FAILED")
    assert client.describe_execution(executionArn=execution)["error"] == "States.HeartbeatTimeout"
    with pytest.raises(client.exceptions.TaskDoesNotExist):
        client.send_task_success(taskToken=token, output="{}")


def test_task_whose_worker_sends_heartbeats_waits_for_it(cloud: Cloud) -> None:
    activity, machine = ask_activity(cloud, HeartbeatSeconds=2)
    execution, client = start(cloud, machine, {}), cloud.client("stepfunctions")
    token = client.get_activity_task(activityArn=activity)["taskToken"]
    for _ in range(5):
        assert not wait_for_status(cloud, execution, "FAILED", 0.7)
        client.send_task_heartbeat(taskToken=token)
    client.send_task_success(taskToken=token, output="{}")
    assert wait_for_status(cloud, execution, "SUCCEEDED")


def test_tasks_of_one_activity_have_the_limits_of_their_own_states(cloud: Cloud) -> None:
    activity, machine = ask_activity(cloud, HeartbeatSeconds="{% $states.input.seconds %}")
    client = cloud.client("stepfunctions")
    patient, impatient = (start(cloud, machine, {"seconds": seconds}) for seconds in (LONG, 1))
    for _ in range(2):
        client.get_activity_task(activityArn=activity)
    assert wait_for_status(cloud, impatient, "FAILED")
    assert client.describe_execution(executionArn=patient)["status"] == "RUNNING"


def test_failed_execution_is_counted(cloud: Cloud) -> None:
    definition = {"StartAt": "Stop", "States": {"Stop": {"Type": "Fail", "Error": "No"}}}
    machine = create_machine(cloud, definition)
    assert execute(cloud, machine, {}) == ("FAILED", "No")
    now = datetime.now(UTC)
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/States",
        MetricName="ExecutionsFailed",
        Dimensions=[{"Name": "StateMachineArn", "Value": machine}],
        StartTime=now - timedelta(minutes=5),
        EndTime=now + timedelta(minutes=1),
        Period=600,
        Statistics=["Sum"],
    )
    assert sum(point["Sum"] for point in found["Datapoints"]) == 1


def test_definition_in_yaml_is_executed(cloud: Cloud) -> None:
    definition = "StartAt: Pass\nStates:\n  Pass: {Type: Pass, End: true}\n"
    properties = {"RoleArn": cloud.create_role(), "DefinitionString": definition}
    resource = {"Type": "AWS::StepFunctions::StateMachine", "Properties": properties}
    stacks, name = cloud.client("cloudformation"), unique_name("stack")
    template = json.dumps({"Resources": {"Machine": resource}})
    stacks.create_stack(StackName=name, TemplateBody=template)
    stacks.get_waiter("stack_create_complete").wait(StackName=name, WaiterConfig={"Delay": 1})
    (made,) = stacks.describe_stack_resources(StackName=name)["StackResources"]
    assert execute(cloud, made["PhysicalResourceId"], {}) == ("SUCCEEDED", "")


def test_task_lists_the_groups_of_a_user_pool(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html"""
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName=unique_name("pool"))["UserPool"]["Id"]
    cognito.create_group(UserPoolId=pool, GroupName="tenant.hanbit")
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:cognitoidentityprovider:listGroups",
        "Arguments": {"UserPoolId": pool},
        "Output": "{% $states.result.Groups.GroupName %}",
        "End": True,
    }
    assert answer(cloud, state) == "tenant.hanbit"


def test_notice_of_a_task_reaches_only_who_selects_its_attribute(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html"""
    sns, sqs = cloud.client("sns"), cloud.client("sqs")
    topic = sns.create_topic(Name=unique_name("topic"))["TopicArn"]
    urls = []
    for tenant in ("hanbit", "another"):
        urls.append(sqs.create_queue(QueueName=unique_name("queue"))["QueueUrl"])
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{urls[-1].rpartition('/')[2]}"
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        sqs.set_queue_attributes(QueueUrl=urls[-1], Attributes={"Policy": policy})
        selected = {"FilterPolicy": json.dumps({"tenant": [tenant]}), "RawMessageDelivery": "true"}
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=selected)
    attribute = {"DataType": "String", "StringValue": "hanbit"}
    arguments = {"TopicArn": topic, "Message": "told", "MessageAttributes": {"tenant": attribute}}
    answer(cloud, {"Type": "Task", "Resource": PUBLISH, "Arguments": arguments, "End": True})

    received = [sqs.receive_message(QueueUrl=url).get("Messages", []) for url in urls]
    assert [[message["Body"] for message in found] for found in received] == [["told"], []]


def answer(cloud: Cloud, state: dict[str, Any]) -> Any:
    """The output of an execution of one state, in JSONata."""
    definition = {"QueryLanguage": "JSONata", "StartAt": "Ask", "States": {"Ask": state}}
    execution = start(cloud, create_machine(cloud, definition), {})
    assert wait_for_status(cloud, execution, "SUCCEEDED", 20)
    found = cloud.client("stepfunctions").describe_execution(executionArn=execution)
    return json.loads(found["output"])


SECOND_TRY = """
def handler(event, context):
    if event["tries"] == 0:
        raise RuntimeError("again")
    return event
"""


def test_a_branch_that_tries_again_has_the_context_of_its_own_state(cloud: Cloud) -> None:
    function = cloud.create_function(SECOND_TRY)
    own = {"name.$": "$$.State.Name", "tries.$": "$$.State.RetryCount"}
    call = {
        "Type": "Task",
        "Resource": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}",
        "Parameters": own,
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 3, "MaxAttempts": 1}],
        "End": True,
    }
    wait = {"Type": "Wait", "Seconds": 2, "Next": "Other"}
    branches = [
        {"StartAt": "Call", "States": {"Call": call}},
        {"StartAt": "Wait", "States": {"Wait": wait, "Other": {"Type": "Pass", "End": True}}},
    ]
    both = {"Type": "Parallel", "Branches": branches, "End": True}
    machine = create_machine(cloud, {"StartAt": "Both", "States": {"Both": both}})

    client = cloud.client("stepfunctions")
    arn = client.start_execution(stateMachineArn=machine, input="{}")["executionArn"]
    assert wait_until(
        lambda: client.describe_execution(executionArn=arn)["status"] != "RUNNING", 30
    )
    output = json.loads(client.describe_execution(executionArn=arn)["output"])
    assert output[0] == {"name": "Call", "tries": 1}
