"""What the kit completes after a deployment, against the emulator itself."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import urllib3

from callnotes_local import emulator
from callnotes_local.cloud.clients import Clients
from callnotes_local.completion.properties import COMPLETIONS, Completion
from callnotes_local.completion.stack import complete_stack, create_activities, find_dropped
from callnotes_local.deployed.stack import DeployedStack, PropertyPath, Resource, read_stack
from callnotes_local.emulator import ACCOUNT, REGION

TEMPLATE = Path(__file__).with_name("completion_template.json")
ORIGIN = "http://127.0.0.1:3000"


@pytest.fixture(scope="module")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    home = tmp_path_factory.mktemp("cloud")
    options = emulator.StartOptions(stop_with_parent=True)
    running = emulator.start(home, home / "runtime", options)
    yield Clients(running)
    running.stop()


def deploy(clients: Clients, name: str) -> DeployedStack:
    clients.cloudformation.create_stack(
        StackName=name,
        TemplateBody=TEMPLATE.read_text(),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    waiter = clients.cloudformation.get_waiter("stack_create_complete")
    waiter.wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    return read_stack(name, clients)


@pytest.fixture(scope="module")
def fresh(clients: Clients) -> DeployedStack:
    """A stack as the emulator deploys it."""
    return deploy(clients, "fresh")


@pytest.fixture(scope="module")
def completed(clients: Clients) -> DeployedStack:
    """A stack after the completion."""
    stack = deploy(clients, "completed")
    complete_stack(stack)
    return stack


def ask(stack: DeployedStack, method: str, path: str) -> tuple[int, Mapping[str, str], bytes]:
    api = stack.resources["Api"].physical_id
    url = f"{stack.clients.emulator.endpoint_url}/_aws/execute-api/{api}/local{path}"
    headers = stack.clients.emulator.secret_header
    answer = urllib3.request(method, url, headers=headers, retries=False)
    return answer.status, answer.headers, answer.data


@pytest.mark.parametrize("completion", COMPLETIONS, ids=lambda completion: completion.name)
def test_gap_is_still_there(fresh: DeployedStack, completion: Completion) -> None:
    """When this fails, the emulator has closed the gap: delete the completion."""
    found = {dropped.path for dropped in find_dropped(fresh) if dropped.completion == completion}
    declared = {
        path
        for resource in fresh.of_type(completion.type)
        for path in list_paths(resource.properties)
        if completion.find_path(path) == path
    }
    assert found == declared != set()


def list_paths(value: object, path: PropertyPath = ()) -> Iterator[PropertyPath]:
    """Each property of a value, and of its parts."""
    yield path
    if isinstance(value, dict):
        for name, part in value.items():
            yield from list_paths(part, (*path, name))


def test_completed_stack_is_as_written(completed: DeployedStack) -> None:
    assert list(find_dropped(completed)) == []


def test_activity_that_a_definition_names_is_created_once(clients: Clients) -> None:
    states, arn = clients.stepfunctions, f"arn:aws:states:{REGION}:{ACCOUNT}:activity:work"
    definition = {"StartAt": "Work", "States": {"Work": {"Type": "Task", "Resource": arn}}}
    role = clients.iam.create_role(RoleName="works", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    machine = states.create_state_machine(
        name="works", definition=json.dumps(definition), roleArn=role
    )["stateMachineArn"]
    resource = Resource("Machine", "AWS::StepFunctions::StateMachine", machine, {})
    stack = DeployedStack(clients, {"Machine": resource})

    create_activities(stack)
    create_activities(stack)

    assert states.describe_activity(activityArn=arn)["name"] == "work"


def test_completing_again_changes_nothing(completed: DeployedStack) -> None:
    before = read_deployment_id(completed)
    assert complete_stack(completed) == 0
    assert read_deployment_id(completed) == before


def read_deployment_id(stack: DeployedStack) -> str:
    api = stack.resources["Api"].physical_id
    stage = stack.clients.apigateway.get_stage(restApiId=api, stageName="local")
    return stage["deploymentId"]


def test_gateway_response_is_served(completed: DeployedStack) -> None:
    status, headers, body = ask(completed, "GET", "/v1/things/1")
    assert status == 401
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert headers["x-request-id"].encode() in body


def test_unknown_route_has_the_status_of_its_response(completed: DeployedStack) -> None:
    status, _, body = ask(completed, "GET", "/v1/nothing")
    assert (status, body) == (404, b'{"status":404}')


def test_preflight_is_served(completed: DeployedStack) -> None:
    status, headers, _ = ask(completed, "OPTIONS", "/v1/things/1")
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert headers["Access-Control-Allow-Methods"] == "GET,OPTIONS"
    assert headers["Access-Control-Allow-Headers"] == "Authorization"
