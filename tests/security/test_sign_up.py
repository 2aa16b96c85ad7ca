"""Users who sign up by themselves: recorded, newcomers, and without any permission."""

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from tests.security import jwt
from tests.security.registration import confirm, sign_up
from tests.stack.http import Api, note_input
from tests.stack.people import User
from tests.stack.polling import eventually
from tests.stack.stack import Stack

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

AUTHORITY = {
    "custom:tenant": "hanbit",
    "custom:role": "admin",
    "custom:groups": "admin",
    "cognito:groups": "admin",
    "tenant": "hanbit",
    "role": "admin",
    "groups": "tenant.hanbit",
    "profile": "admin",
    "zoneinfo": "tenant.hanbit",
    "email_verified": "true",
    "sub": "somebody",
}


@pytest.fixture
def cognito(stack: Stack) -> "CognitoIdentityProviderClient":
    return stack.clients.cognito


def reaches(api: Api) -> list[int]:
    """The statuses of routes that need a permission."""
    calls = [
        api.get("/v1/notes"),
        api.get("/v1/notes?customer_id=hanbit-customer-01"),
        api.get("/v1/notes/" + "a" * 26),
        api.post("/v1/notes", note_input()),
    ]
    return [answer.status for answer in calls]


@pytest.mark.parametrize("attribute", AUTHORITY)
def test_given_an_attribute_that_could_grant_permissions_when_signing_up_then_it_is_refused(
    stack: Stack, attribute: str
) -> None:
    with pytest.raises(ClientError) as refused:
        sign_up(stack, **{attribute: AUTHORITY[attribute]})

    assert refused.value.response["Error"]["Code"] in (
        "NotAuthorizedException",
        "InvalidParameterException",
        "UserLambdaValidationException",
    )


def test_given_a_confirmed_sign_up_when_recorded_then_there_is_an_item(stack: Stack) -> None:
    user = confirm(stack, sign_up(stack, name="New Person", locale="ko"))

    item = eventually(lambda: stack.get_item({"pk": f"SIGN_UP#{user.sub}", "sk": "SIGN_UP"}))

    assert (item["entity"], item["username"]) == ("sign_up", user.username)
    assert item["signed_up_at"].endswith("Z")


def test_given_a_confirmed_sign_up_when_recorded_then_the_person_is_a_newcomer_and_no_more(
    stack: Stack, cognito: "CognitoIdentityProviderClient"
) -> None:
    user = confirm(stack, sign_up(stack))

    groups = cognito.admin_list_groups_for_user(
        UserPoolId=stack.output("UserPoolId"), Username=user.username
    )["Groups"]

    assert [group["GroupName"] for group in groups] == ["newcomer"]


def test_given_a_newcomer_when_they_call_anything_then_403(stack: Stack) -> None:
    user = confirm(stack, sign_up(stack))

    assert reaches(stack.http(user)) == [403] * 4


@pytest.mark.parametrize("attribute", AUTHORITY)
def test_given_a_newcomer_who_changes_their_attributes_when_they_call_then_still_403(
    stack: Stack, cognito: "CognitoIdentityProviderClient", attribute: str
) -> None:
    user = confirm(stack, sign_up(stack))
    access = stack.directory.sign_in(user).access

    with pytest.raises(ClientError):
        cognito.update_user_attributes(
            AccessToken=access,
            UserAttributes=[{"Name": attribute, "Value": AUTHORITY[attribute]}],
        )

    assert reaches(stack.http(user)) == [403] * 4


def test_given_an_attribute_named_like_a_claim_when_a_token_is_made_then_the_claim_is_not(
    stack: Stack, cognito: "CognitoIdentityProviderClient"
) -> None:
    # Even an attribute that an administrator has set by mistake grants no permission.
    user = stack.directory.new_user("newcomer")
    cognito.admin_update_user_attributes(
        UserPoolId=stack.output("UserPoolId"),
        Username=user.username,
        UserAttributes=[{"Name": "name", "Value": "admin"}],
    )

    _, claims = jwt.parts_of(stack.directory.sign_in(user).id)

    assert not {"tenant", "role"} & set(claims)


def test_given_client_metadata_named_like_claims_when_signing_in_then_no_claim(
    stack: Stack, cognito: "CognitoIdentityProviderClient"
) -> None:
    user = stack.directory.new_user("newcomer")

    answer = cognito.initiate_auth(
        ClientId=stack.output("UserPoolClientId"),
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user.username, "PASSWORD": user.password},
        ClientMetadata={"tenant": "hanbit", "role": "admin"},
    )

    _, claims = jwt.parts_of(answer["AuthenticationResult"]["IdToken"])
    assert not {"tenant", "role"} & set(claims)


def test_given_a_user_removed_from_the_tenant_when_they_sign_in_again_then_403(
    stack: Stack, cognito: "CognitoIdentityProviderClient", tenant: str
) -> None:
    user = stack.new_user(tenant)
    assert stack.http(user).get("/v1/notes").status == 200

    cognito.admin_remove_user_from_group(
        UserPoolId=stack.output("UserPoolId"), Username=user.username, GroupName=f"tenant.{tenant}"
    )

    assert stack.http(user).get("/v1/notes").status == 403


def test_given_an_unconfirmed_sign_up_when_signing_in_then_refused(stack: Stack) -> None:
    with pytest.raises(ClientError, match="UserNotConfirmedException"):
        stack.directory.sign_in(User(sign_up(stack), sub=""))
