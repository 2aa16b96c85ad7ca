"""A read that fails is never an answer, and what is not changed stays as it was."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from callnotes_local.account.change_set import wait_for_end, watching
from callnotes_local.account.inventory import Resource
from callnotes_local.account.protection import POOL, remove_protection
from callnotes_local.account.retained import find_sam_bucket
from callnotes_local.cloud.cloud import find_stack
from callnotes_local.deploy.failure import find_stack_failure
from callnotes_local.errors import CliError, ExitCode

STACK = "callnotes-staging"
ARN = f"arn:aws:cloudformation:us-east-1:123456789012:stack/{STACK}/1"


def make_client(service: str) -> Any:
    return boto3.client(
        service,  # type: ignore[call-overload]
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def make_access(client: Any) -> Any:
    clients = SimpleNamespace(cloudformation=client, cognito=client)
    environment = SimpleNamespace(stack=STACK, region="us-east-1", name="staging")
    return SimpleNamespace(environment=environment, clients=clients, endpoint_url=None)


def find_own_stack(access: Any) -> Any:
    return find_stack(access.clients.cloudformation, STACK)


@pytest.fixture
def cloudformation() -> Any:
    return make_client("cloudformation")


@pytest.mark.parametrize("read", [find_own_stack, find_sam_bucket])
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDenied", "User: arn is not authorized to perform: cloudformation:DescribeStacks"),
        ("Throttling", "Rate exceeded"),
        ("ValidationError", "1 validation error detected"),
    ],
)
def test_stack_that_cannot_be_read_is_not_absent(
    cloudformation: Any, read: Any, code: str, message: str
) -> None:
    with Stubber(cloudformation) as stub:
        stub.add_client_error("describe_stacks", code, message)
        with pytest.raises(ClientError, match=code):
            read(make_access(cloudformation))


def test_stack_that_does_not_exist_is_absent(cloudformation: Any) -> None:
    with Stubber(cloudformation) as stub:
        message = f"Stack with id {STACK} does not exist"
        stub.add_client_error("describe_stacks", "ValidationError", message)
        assert find_stack(cloudformation, STACK) is None


def event(name: str, status: str, physical_id: str = "id", reason: str = "a reason") -> Any:
    return {
        "StackId": ARN,
        "EventId": f"{name}-{status}",
        "StackName": STACK,
        "Timestamp": "2026-11-21T00:00:00Z",
        "LogicalResourceId": name,
        "PhysicalResourceId": physical_id,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


def test_first_failure_of_the_last_operation_is_found_behind_a_page_of_its_rollback(
    cloudformation: Any,
) -> None:
    pages = [
        [event("Table", "DELETE_COMPLETE"), event(STACK, "ROLLBACK_IN_PROGRESS", ARN)],
        [event("Later", "CREATE_FAILED"), event("Table", "CREATE_FAILED", reason="the first")],
        [event(STACK, "CREATE_IN_PROGRESS", ARN), event("Old", "CREATE_FAILED", reason="older")],
    ]
    with Stubber(cloudformation) as stub:
        for number, events in enumerate(pages):
            token = {"NextToken": str(number)} if number + 1 < len(pages) else {}
            stub.add_response("describe_stack_events", {"StackEvents": events} | token)
        assert find_stack_failure(STACK, cloudformation) == "Table: the first"


def test_events_that_cannot_be_read_are_not_called_none(cloudformation: Any) -> None:
    with Stubber(cloudformation) as stub:
        stub.add_client_error("describe_stack_events", "AccessDenied", "no permission")
        assert "no permission" in str(find_stack_failure(STACK, cloudformation))


def test_interrupted_wait_says_that_cloudformation_goes_on(
    cloudformation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupt)
    access = make_access(cloudformation)
    with pytest.raises(CliError, match="Interrupted") as raised, watching(access, STACK):
        wait_for_end(access, STACK)
    assert raised.value.code == ExitCode.INTERRUPTED
    assert "CloudFormation goes on" in raised.value.why
    watch = f"describe-stack-events --stack-name {STACK} --region us-east-1"
    assert watch in raised.value.next_command


def test_pool_without_protection_keeps_its_other_settings() -> None:
    settings: Any = {
        "Policies": {"PasswordPolicy": {"MinimumLength": 12, "TemporaryPasswordValidityDays": 3}},
        "LambdaConfig": {"PostConfirmation": "arn:aws:lambda:us-east-1:1:function:record"},
        "AutoVerifiedAttributes": ["email"],
        "MfaConfiguration": "OPTIONAL",
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False},
    }
    described = settings | {
        "Id": "us-east-1_1",
        "Name": "pool",
        "Arn": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_1",
        "DeletionProtection": "ACTIVE",
        "EstimatedNumberOfUsers": 3,
        "UserPoolTags": {},
        "AdminCreateUserConfig": {
            "AllowAdminCreateUserOnly": False,
            "UnusedAccountValidityDays": 3,
        },
    }
    cognito = make_client("cognito-idp")
    with Stubber(cognito) as stub:
        stub.add_response("describe_user_pool", {"UserPool": described}, {"UserPoolId": ANY})
        sent = settings | {"UserPoolId": "us-east-1_1", "DeletionProtection": "INACTIVE"}
        stub.add_response("update_user_pool", {}, sent)
        remove_protection(make_access(cognito), Resource(POOL, "us-east-1_1", "UserPool"))
        stub.assert_no_pending_responses()
