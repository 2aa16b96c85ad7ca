"""The deployment check: each property of a fixture template by name, and the check's own rules."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from callnotes_local import emulator
from callnotes_local.cloud.clients import Clients
from callnotes_local.completion.stack import complete_stack
from callnotes_local.deployed.comparison import compare_resource, find_leaves
from callnotes_local.deployed.readers.call import NOT_READ
from callnotes_local.deployed.stack import DeployedStack, Resource, read_stack
from callnotes_local.deployment_check.check import Row, Verdict, check_deployment, say_differences
from callnotes_local.deployment_check.schema import find_unknown

TEMPLATE = Path(__file__).with_name("deployment_template.json")
STREAM = "PublishChangeStream"
INVOKE_CONFIG = "PublishChangeEventInvokeConfig"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedStack]:
    home = tmp_path_factory.mktemp("cloud")
    options = emulator.StartOptions(stop_with_parent=True)
    running = emulator.start(home, home / "runtime", options)
    clients = Clients(running)
    clients.cloudformation.create_stack(
        StackName="fixture",
        TemplateBody=TEMPLATE.read_text(),
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    )
    waiter = clients.cloudformation.get_waiter("stack_create_complete")
    waiter.wait(StackName="fixture", WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    deployed = read_stack("fixture", clients)
    complete_stack(deployed)
    yield deployed
    running.stop()


@pytest.fixture(scope="module")
def rows(stack: DeployedStack) -> list[Row]:
    return check_deployment(stack)


def verdict_of(rows: list[Row], logical_id: str, name: str) -> Verdict:
    """The verdict of the row that covers a property."""
    path = tuple(name.split("."))
    found = [r for r in rows if r.logical_id == logical_id and path[: len(r.path)] == r.path]
    assert len(found) == 1, (logical_id, name, found)
    return found[0].verdict


@pytest.mark.parametrize(
    ("logical_id", "name", "verdict"),
    [
        ("Queue", "VisibilityTimeout", Verdict.AS_WRITTEN),
        ("Queue", "Colour", Verdict.UNKNOWN),
        ("Table", "StreamSpecification.Speed", Verdict.UNKNOWN),
        ("Table", "PointInTimeRecoverySpecification", Verdict.COMPLETED),
        (STREAM, "BatchSize", Verdict.AS_WRITTEN),
        (STREAM, "BisectBatchOnFunctionError", Verdict.SIMULATED),
        (INVOKE_CONFIG, "MaximumRetryAttempts", Verdict.AS_WRITTEN),
        (INVOKE_CONFIG, "DestinationConfig.OnSuccess", Verdict.MISSING),
        (INVOKE_CONFIG, "DestinationConfig.OnFailure", Verdict.AS_WRITTEN),
        ("Name", "ClusterName", Verdict.NOT_CHECKED),
    ],
)
def test_property_is_reported_by_name(
    rows: list[Row], logical_id: str, name: str, verdict: Verdict
) -> None:
    assert verdict_of(rows, logical_id, name) is verdict


def test_each_declared_property_has_its_rows(stack: DeployedStack, rows: list[Row]) -> None:
    declared = {(r.logical_id, name) for r in stack.resources.values() for name in r.properties}
    assert {(row.logical_id, row.path[0]) for row in rows} == declared


def test_differences_are_said_by_name(rows: list[Row]) -> None:
    missing, unknown, not_checked = say_differences(rows)
    assert missing.startswith("missing: ")
    assert "DestinationConfig.OnSuccess" in missing
    assert unknown == "unknown property: Colour, StreamSpecification.Speed"
    assert not_checked.startswith("not checked: ")
    assert "VisibilityTimeout" not in missing + unknown + not_checked


def test_change_behind_the_stacks_back_is_missing(stack: DeployedStack) -> None:
    url = stack.resources["Queue"].physical_id
    attributes = {"VisibilityTimeout": "46"}
    stack.clients.sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)  # type: ignore[arg-type]
    rows = check_deployment(stack)
    assert verdict_of(rows, "Queue", "VisibilityTimeout") is Verdict.MISSING
    row = next(row for row in rows if row.path == ("VisibilityTimeout",))
    assert row.detail == "asked for 45, stored is 46"


def compare(declared: Any, stored: Any) -> Mapping[str, bool]:
    leaves = find_leaves(("P",), declared, stored)
    return {".".join(leaf.path): leaf.was_read and leaf.same for leaf in leaves}


@pytest.mark.parametrize(
    ("declared", "stored", "expected"),
    [
        (True, "true", {"P": True}),
        ("30", 30, {"P": True}),
        (100, 100.0, {"P": True}),
        (1, None, {"P": False}),
        (["b", "a"], ["a", "b"], {"P": True}),
        (["a"], ["a", "b"], {"P": False}),
        ({"a": 1}, '{"a": 1, "default": 2}', {"P.a": True}),
        ({"a": 1, "b": 2}, {"a": 1}, {"P.a": True, "P.b": False}),
        ([{"n": 1, "v": 2}], [{"n": 1, "v": 3}], {"P.0.n": True, "P.0.v": False}),
        ({"a": {"b": 1}}, NOT_READ, {"P.a.b": False}),
        ({}, None, {"P": True}),
        ("f", "arn:aws:lambda:us-east-1:0:function:f", {"P": True}),
        ("f", "arn:aws:lambda:us-east-1:0:function:g", {"P": False}),
    ],
)
def test_values_are_compared_as_services_give_them_back(
    declared: Any, stored: Any, expected: dict[str, bool]
) -> None:
    assert compare(declared, stored) == expected


def test_schema_knows_every_property_of_the_type() -> None:
    assert find_unknown("AWS::SQS::Queue", {"DelaySeconds": 1, "Tags": []}) == []
    assert find_unknown("AWS::SQS::Queue", {"Dely": 1}) == [("Dely",)]
    assert find_unknown("Custom::Anything", {"Dely": 1}) == []


def test_resource_without_a_reader_is_not_checked(stack: DeployedStack) -> None:
    resource = Resource("Name", "AWS::ECS::Cluster", "n", {"ClusterName": "n"})
    alone = DeployedStack(stack.clients, {"Name": resource})
    rows = check_deployment(alone)
    assert [row.verdict for row in rows] == [Verdict.NOT_CHECKED]


def test_resource_that_is_gone_is_missing_as_a_whole(stack: DeployedStack) -> None:
    url = stack.resources["Queue"].physical_id + "-gone"
    gone = Resource("Queue", "AWS::SQS::Queue", url, {"VisibilityTimeout": 45})
    alone = DeployedStack(stack.clients, {"Queue": gone})
    rows = check_deployment(alone)
    assert [row.verdict for row in rows] == [Verdict.MISSING]


def test_function_that_is_gone_has_no_property(stack: DeployedStack) -> None:
    gone = Resource("F", "AWS::Lambda::Function", "gone", {"Code": {"S3Key": "k"}, "Timeout": 3})
    leaves = compare_resource(stack.clients, gone)
    assert {leaf.path[0] for leaf in leaves if leaf.differs} == {"Code", "Timeout"}


def test_failed_read_is_an_error_and_not_an_absence(stack: DeployedStack) -> None:
    with Stubber(stack.clients.sqs) as stub:
        stub.add_client_error("get_queue_attributes", "AccessDenied")
        with pytest.raises(ClientError, match="AccessDenied"):
            compare_resource(stack.clients, stack.resources["Queue"])


def test_property_that_the_api_does_not_give_back_is_not_read(stack: DeployedStack) -> None:
    url = stack.resources["Queue"].physical_id
    queue = Resource("Queue", "AWS::SQS::Queue", url, {"Tags": [], "KmsMasterKeyId": "k"})
    tags, key = compare_resource(stack.clients, queue)
    assert (tags.was_read, key.was_read, key.stored) == (False, True, None)
