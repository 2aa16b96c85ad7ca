"""Tasks that wait for a token end as Step Functions ends them."""

from __future__ import annotations

import json
from typing import Any

import pytest

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


def execute(cloud: Cloud, definition: dict[str, Any], given: Any) -> tuple[str, str]:
    """The status and the error of an execution."""
    client = cloud.client("stepfunctions")
    role = cloud.create_role("lambda:InvokeFunction")
    machine = client.create_state_machine(
        name=unique_name("machine"), definition=json.dumps(definition), roleArn=role
    )
    arn = client.start_execution(
        stateMachineArn=machine["stateMachineArn"], input=json.dumps(given)
    )["executionArn"]
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
    assert execute(cloud, wait_for_token(function, **limits), given) == ("FAILED", error)


def test_limit_from_a_path_ends_the_wait(cloud: Cloud) -> None:
    definition = wait_for_token(cloud.create_function(ECHO), TimeoutSecondsPath="$.seconds")
    state = definition["States"]["Wait"]
    state["Parameters"] = {**state.pop("Arguments"), "Payload": {"token.$": "$$.Task.Token"}}
    del definition["QueryLanguage"]
    assert execute(cloud, definition, {"seconds": 1}) == ("FAILED", "States.Timeout")


def test_function_that_fails_fails_the_task_that_waits(cloud: Cloud) -> None:
    definition = wait_for_token(cloud.create_function(REFUSE), TimeoutSeconds=LONG)
    assert execute(cloud, definition, {}) == ("FAILED", "NoteNotFound")
