"""Documents of flags that operators deployed do not keep a stack from being removed."""

from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from callnotes_local.account.inventory import Resource
from callnotes_local.account.retained import remove_flag_documents

OWNER = {"ApplicationId": "app1234", "ConfigurationProfileId": "pro5678"}


@pytest.fixture
def appconfig() -> Any:
    return boto3.client(
        "appconfig",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def make_access(appconfig: Any) -> Any:
    return SimpleNamespace(clients=SimpleNamespace(appconfig=appconfig))


@pytest.mark.parametrize("profile", ["pro5678", "app1234|pro5678"])
def test_every_version_of_the_profile_is_removed(appconfig: Any, profile: str) -> None:
    recorded = [
        Resource("AWS::AppConfig::Application", "app1234", "FlagsApplication"),
        Resource("AWS::AppConfig::ConfigurationProfile", profile, "FlagsProfile"),
    ]
    pages: list[Any] = [
        {"Items": [{"VersionNumber": 3}], "NextToken": "n"},
        {"Items": [{"VersionNumber": 1}]},
    ]
    with Stubber(appconfig) as stub:
        for page, token in zip(pages, [{}, {"NextToken": "n"}], strict=True):
            stub.add_response("list_hosted_configuration_versions", page, OWNER | token)
        for number in (3, 1):
            expected = OWNER | {"VersionNumber": number}
            stub.add_response("delete_hosted_configuration_version", {}, expected)
        remove_flag_documents(make_access(appconfig), recorded)
        stub.assert_no_pending_responses()


def test_a_stack_without_flags_has_nothing_to_remove(appconfig: Any) -> None:
    with Stubber(appconfig):
        remove_flag_documents(make_access(appconfig), [])
