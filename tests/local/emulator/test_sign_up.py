"""Sign-up as at Cognito: triggers before and after it, attributes that a client may write.

https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-sign-up.html
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

    def sign_up(self, **attributes: str) -> str:
        name = unique_name("user")
        given = {"email": f"{name}@example.com"} | attributes
        self.cognito.sign_up(
            ClientId=self.client_id,
            Username=name,
            Password=PASSWORD,
            UserAttributes=[{"Name": key, "Value": value} for key, value in given.items()],
        )
        return name

    def access_token(self, name: str) -> str:
        answer = self.cognito.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": name, "PASSWORD": PASSWORD},
        )
        return str(answer["AuthenticationResult"]["AccessToken"])

    def confirm(self, name: str, code: str = CODE) -> None:
        self.cognito.confirm_sign_up(ClientId=self.client_id, Username=name, ConfirmationCode=code)

    def events(self) -> list[Any]:
        messages = self.cloud.log_messages_if_any(f"/aws/lambda/{self.function}")
        return [json.loads(m[len("trigger ") :]) for m in messages if m.startswith("trigger ")]


def make_pool(cloud: Cloud, source: str, trigger: str = "PostConfirmation") -> Pool:
    function = cloud.create_function(source)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{function}"
    cognito = cloud.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="sign-up", LambdaConfig={trigger: arn})
    pool_id = pool["UserPool"]["Id"]
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="web",
        WriteAttributes=["email", "name"],
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"],
    )
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


def test_pre_sign_up_gets_the_attributes_that_the_user_gave(cloud: Cloud) -> None:
    pool = make_pool(cloud, PRINTING, "PreSignUp")
    name = pool.sign_up(name="Kim")

    (event,) = pool.events()
    assert event["triggerSource"] == "PreSignUp_SignUp"
    given = {"email": f"{name}@example.com", "name": "Kim"}
    assert event["request"]["userAttributes"] == given


def test_refusal_of_a_sign_up_carries_its_reason(cloud: Cloud) -> None:
    pool = make_pool(cloud, REFUSING, "PreSignUp")

    with pytest.raises(ClientError, match=r"PreSignUp failed with error no place left\."):
        pool.sign_up()


@pytest.mark.parametrize("attribute", ["sub", "phone_number", "custom:tenant"])
def test_client_writes_only_the_attributes_it_may_write(pool: Pool, attribute: str) -> None:
    with pytest.raises(ClientError, match="unauthorized attribute"):
        pool.sign_up(**{attribute: "+821012345678"})

    name = pool.sign_up()
    pool.confirm(name)
    with pytest.raises(ClientError, match="unauthorized attribute"):
        pool.cognito.update_user_attributes(
            AccessToken=pool.access_token(name),
            UserAttributes=[{"Name": attribute, "Value": "+821012345678"}],
        )


def test_client_writes_what_it_may_write(pool: Pool) -> None:
    name = pool.sign_up()
    pool.confirm(name)
    pool.cognito.update_user_attributes(
        AccessToken=pool.access_token(name), UserAttributes=[{"Name": "name", "Value": "Kim"}]
    )

    user = pool.cognito.admin_get_user(UserPoolId=pool.pool_id, Username=name)
    assert {"Name": "name", "Value": "Kim"} in user["UserAttributes"]
