"""API Gateway has one role for logs in an account: one that is not ours stays."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from callnotes_local.account.access import Access, AccountClients
from callnotes_local.account.environments import read_environment
from callnotes_local.account.retained import find_other_log_role
from callnotes_local.account.sam import AccountSam
from callnotes_local.cloud.workspace import Workspace
from tests.template import ROOT

REGION = "us-east-1"


@pytest.fixture
def access() -> Iterator[Access]:
    with mock_aws():
        environment = read_environment(ROOT, "prod")
        yield Access(environment, "1", "arn", AccountClients(REGION), endpoint_url=None)


def set_role(name: str) -> None:
    arn = f"arn:aws:iam::123456789012:role/{name}"
    boto3.client("apigateway", REGION).update_account(
        patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}]
    )


@pytest.mark.parametrize(
    ("role", "other"),
    [
        (None, None),
        ("callnotes-prod-ApiGatewayAccountRole-1A", None),
        (
            "callnotes-staging-ApiGatewayAccountRole-1A",
            "callnotes-staging-ApiGatewayAccountRole-1A",
        ),
        ("somebody", "somebody"),
    ],
)
def test_a_role_that_is_not_of_the_environment_is_found(
    access: Access, role: str | None, other: str | None
) -> None:
    if role:
        set_role(role)
    assert find_other_log_role(access) == other


def test_the_stack_leaves_the_setting_alone_then(access: Access) -> None:
    extra = "ManageApiGatewayAccount=false"
    assert extra not in AccountSam(Workspace(ROOT), access)._sam.parameters
    set_role("somebody")
    assert extra in AccountSam(Workspace(ROOT), access)._sam.parameters
