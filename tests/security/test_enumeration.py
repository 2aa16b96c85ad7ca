"""Sign-in does not reveal which accounts exist."""

from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from tests.stack.people import User
from tests.stack.stack import Stack


def refusal(stack: Stack, username: str) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        stack.directory.sign_in(User(username, sub="", password="Wrong-password-7"))
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_given_a_wrong_user_and_a_wrong_password_when_signing_in_then_the_same_refusal(
    stack: Stack,
) -> None:
    user = stack.new_user(stack.new_tenant())

    known, unknown = refusal(stack, user.username), refusal(stack, f"user-{uuid4()}")

    assert known == unknown == ("NotAuthorizedException", "Incorrect username or password.")


@pytest.mark.parametrize("password", ["Short-A1", "nocapitals-1", "NOSMALL-1234", "NoDigits-abc"])
def test_given_a_weak_password_when_registering_then_it_is_refused(
    stack: Stack, password: str
) -> None:
    with pytest.raises(ClientError, match="InvalidPasswordException"):
        stack.clients.cognito.sign_up(
            ClientId=stack.output("UserPoolClientId"),
            Username=f"user-{uuid4()}",
            Password=password,
            UserAttributes=[{"Name": "email", "Value": "someone@example.com"}],
        )
