from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError

from callnotes_local.emulator import REGION
from examples.stacks import (
    COMPANION,
    CORE,
    QUEUES,
    create_stack,
    find_first_failure,
    list_importers,
    update_stack,
)
from tests.examples.conftest import MakeClient
from tests.local.emulator.cloud import unique_name


@pytest.fixture(scope="module")
def cloudformation(local: MakeClient) -> Any:
    return local("cloudformation")


@pytest.fixture(scope="module")
def core(cloudformation: Any) -> str:
    name = unique_name("core")
    create_stack(cloudformation, name, CORE)
    return name


def list_resources(cloudformation: Any, stack: str) -> dict[str, str]:
    found = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}


def read_status(cloudformation: Any, stack: str) -> str:
    return str(cloudformation.describe_stacks(StackName=stack)["Stacks"][0]["StackStatus"])


def test_a_companion_imports_what_the_core_exports(
    cloudformation: Any, local: MakeClient, core: str
) -> None:
    name = unique_name("companion")
    create_stack(cloudformation, name, COMPANION, Core=core)
    pointer = list_resources(cloudformation, name)["Pointer"]
    value = local("ssm").get_parameter(Name=pointer)["Parameter"]["Value"]
    exports = {each["Name"]: each["Value"] for each in cloudformation.list_exports()["Exports"]}
    assert value == exports[f"{core}-queue"]
    assert value.startswith("arn:aws:sqs:")
    assert list_importers(cloudformation, f"{core}-queue") == [name]


def test_an_export_in_use_keeps_its_stack(cloudformation: Any) -> None:
    core, companion = unique_name("core"), unique_name("companion")
    create_stack(cloudformation, core, CORE)
    create_stack(cloudformation, companion, COMPANION, Core=core)
    with pytest.raises(ClientError, match="is imported by"):
        cloudformation.delete_stack(StackName=core)
    cloudformation.delete_stack(StackName=companion)
    gone = cloudformation.get_waiter("stack_delete_complete")
    gone.wait(StackName=companion, WaiterConfig={"Delay": 1})
    cloudformation.delete_stack(StackName=core)
    gone.wait(StackName=core, WaiterConfig={"Delay": 1})


def test_an_import_of_nothing_creates_nothing(cloudformation: Any) -> None:
    with pytest.raises(Exception, match=r"No export|not found|CREATE|ROLLBACK"):
        create_stack(cloudformation, unique_name("lost"), COMPANION, Core="nobody")


def test_a_rule_refuses_parameters_that_do_not_go_together(cloudformation: Any) -> None:
    with pytest.raises(ClientError, match="Production needs an AlarmEmail"):
        create_stack(cloudformation, unique_name("core"), CORE, Stage="prod")


def test_stage_decides_values_and_what_there_is(
    cloudformation: Any, local: MakeClient, core: str
) -> None:
    prod = unique_name("core")
    create_stack(cloudformation, prod, CORE, Stage="prod", AlarmEmail="team@example.com")
    found = list_resources(cloudformation, prod)
    assert set(found) == {"Queue", "Archive"}
    assert set(list_resources(cloudformation, core)) == {"Queue"}
    attributes = local("sqs").get_queue_attributes(
        QueueUrl=found["Queue"], AttributeNames=["MessageRetentionPeriod"]
    )["Attributes"]
    assert attributes == {"MessageRetentionPeriod": "1209600"}


def list_kept(cloudformation: Any, stack: str) -> set[str]:
    found = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    kept = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
    return {each["LogicalResourceId"] for each in found if each["ResourceStatus"] in kept}


def test_a_creation_that_fails_leaves_nothing(cloudformation: Any) -> None:
    name = unique_name("failing")
    with pytest.raises(WaiterError):
        create_stack(cloudformation, name, QUEUES, Seconds="1")
    assert read_status(cloudformation, name) == "ROLLBACK_COMPLETE"
    assert list_kept(cloudformation, name) == set()
    found = find_first_failure(cloudformation, name)
    assert found is not None
    assert found[0] == "Second"
    assert "MessageRetentionPeriod" in found[1]


def test_a_creation_that_fails_may_leave_what_there_was(cloudformation: Any) -> None:
    name = unique_name("kept")
    with pytest.raises(WaiterError):
        create_stack(cloudformation, name, QUEUES, keep=True, Seconds="1")
    assert read_status(cloudformation, name) == "CREATE_FAILED"
    assert list_kept(cloudformation, name) == {"First"}


def test_an_update_that_fails_goes_back(cloudformation: Any, local: MakeClient) -> None:
    name = unique_name("updated")
    create_stack(cloudformation, name, QUEUES, Seconds="60")
    with pytest.raises(WaiterError):
        update_stack(cloudformation, name, QUEUES, Seconds="1")
    assert read_status(cloudformation, name) == "UPDATE_ROLLBACK_COMPLETE"
    found = local("sqs").get_queue_attributes(
        QueueUrl=list_resources(cloudformation, name)["Second"],
        AttributeNames=["MessageRetentionPeriod"],
    )
    assert found["Attributes"] == {"MessageRetentionPeriod": "60"}
    assert find_first_failure(cloudformation, name) is not None


def test_pseudo_parameters_say_which_stack_this_is(cloudformation: Any, core: str) -> None:
    (stack,) = cloudformation.describe_stacks(StackName=core)["Stacks"]
    found = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    assert (found["StackId"], found["Region"]) == (stack["StackId"], REGION)


def test_parameters_have_no_conditions(cloudformation: Any) -> None:
    days = {"Type": "Number", "Default": {"Fn::If": ["IsProd", 14, 1]}}
    template = CORE | {"Parameters": CORE["Parameters"] | {"Days": days}}
    with pytest.raises(ClientError, match="ValidationError"):
        create_stack(cloudformation, unique_name("if"), template)


class Events:
    """A client whose stack has these events, the newest first."""

    def describe_stack_events(self, StackName: str) -> Any:  # noqa: ARG002, N803
        rows = [
            ("Stack", "ROLLBACK_IN_PROGRESS", "2 failed"),
            ("Third", "CREATE_FAILED", "cancelled"),
            ("Second", "CREATE_FAILED", "the cause"),
            ("First", "CREATE_COMPLETE", ""),
        ]
        names = ("LogicalResourceId", "ResourceStatus", "ResourceStatusReason")
        return {"StackEvents": [dict(zip(names, row, strict=True)) for row in rows]}


def test_the_first_failure_is_the_cause_of_the_others() -> None:
    assert find_first_failure(Events(), "stack") == ("Second", "the cause")
