"""The PostConfirmation trigger is called as Cognito calls it.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from callnotes_local.emulator import ACCOUNT, REGION
from tests.local.emulator.cloud import unique_name

if TYPE_CHECKING:
    from tests.local.emulator.cloud import Cloud

PASSWORD = "Correct-horse-7"
CODE = "123456"
PRINTING = """
    import json
    def handler(event, context):
        print("trigger " + json.dumps(event))
        return event
"""
REFUSING = """
    def handler(event, context):
        raise ValueError("no place left")
"""


@dataclass(frozen=True)
class Pool:
    cloud: Cloud
    pool_id: str
    client_id: str
    function: str

    @property
    def cognito(self) -> Any:
        return self.cloud.client("cognito-idp")

    def sign_up(self) -> str:
        name = unique_name("user")
        self.cognito.sign_up(
            ClientId=self.client_id,
            Username=name,
            Password=PASSWORD,
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}],
        )
        return name

    def confirm(self, name: str, code: str = CODE) -> None:
        self.cognito.confirm_sign_up(ClientId=self.client_id, Username=name, ConfirmationCode=code)

    def events(self) -> list[Any]:
        messages = self.cloud.log_messages_if_any(f"/aws/lambda/{self.function}")
        return [json.loads(m[len("trigger ") :]) for m in messages if m.startswith("trigger ")]


def make_pool(cloud: Cloud, source: str) -> Pool:
    function = cloud.create_function(source)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="sign-up", LambdaConfig={"PostConfirmation": arn})
    pool_id = pool["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="web")
    return Pool(cloud, pool_id, client["UserPoolClient"]["ClientId"], function)


@pytest.fixture
def pool(cloud: Cloud) -> Pool:
    return make_pool(cloud, PRINTING)


def test_confirmed_user_triggers_the_function(pool: Pool) -> None:
    name = pool.sign_up()
    pool.confirm(name)

    (event,) = pool.events()
    assert event["triggerSource"] == "PostConfirmation_ConfirmSignUp"
    assert (event["userName"], event["userPoolId"]) == (name, pool.pool_id)
    assert event["callerContext"]["clientId"] == pool.client_id
    attributes = event["request"]["userAttributes"]
    assert attributes["email"] == f"{name}@example.com"
    assert attributes["sub"]
    assert attributes["cognito:user_status"] == "CONFIRMED"


def test_confirmation_by_an_administrator_triggers_it_too(pool: Pool) -> None:
    name = pool.sign_up()
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.pool_id, Username=name)

    assert [event["userName"] for event in pool.events()] == [name]


def test_wrong_code_triggers_nothing(pool: Pool) -> None:
    name = pool.sign_up()
    with pytest.raises(ClientError):
        pool.confirm(name, code="000000")

    assert pool.events() == []


def test_second_confirmation_triggers_nothing(pool: Pool) -> None:
    name = pool.sign_up()
    pool.confirm(name)
    pool.cognito.admin_confirm_sign_up(UserPoolId=pool.pool_id, Username=name)

    assert len(pool.events()) == 1


def test_failing_function_is_reported_and_the_user_stays_confirmed(cloud: Cloud) -> None:
    pool = make_pool(cloud, REFUSING)
    name = pool.sign_up()
    with pytest.raises(ClientError, match="PostConfirmation failed with error no place left"):
        pool.confirm(name)

    user = pool.cognito.admin_get_user(UserPoolId=pool.pool_id, Username=name)
    assert user["UserStatus"] == "CONFIRMED"
