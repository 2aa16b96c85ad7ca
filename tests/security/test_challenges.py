"""No sign-in and no new password without a credential; plain HTTP only."""

import json
from collections.abc import Iterator

import pytest

from tests.security import jwt
from tests.security.raw_client import Reply, ask
from tests.stack.http import Json
from tests.stack.people import PASSWORD, User
from tests.stack.stack import Stack

NEW_PASSWORD = "Another-horse-battery-8"
MADE_UP = "x" * 43


class Pool:
    """The deployed pool, called without credentials."""

    def __init__(self, stack: Stack, client_id: str) -> None:
        self.port, self.client_id = stack.cloud.emulator.port, client_id

    def call(self, operation: str, **request: object) -> Reply:
        return self.send(operation, json.dumps({"ClientId": self.client_id} | request))

    def send(self, operation: str, body: str) -> Reply:
        target = ("X-Amz-Target", f"AWSCognitoIdentityProviderService.{operation}")
        kind = ("Content-Type", "application/x-amz-json-1.1")
        return ask(self.port, "POST /", [target, kind], body)

    def start(self, username: str, password: str) -> Json:
        """Sign in with a password; return the challenge or the tokens."""
        parameters = {"USERNAME": username, "PASSWORD": password}
        reply = self.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)
        assert reply.status == 200, reply
        return read(reply)

    def answer(self, session: object, username: str, **changes: object) -> Reply:
        """Respond to a challenge, by default NEW_PASSWORD_REQUIRED."""
        request = {
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": session,
            "ChallengeResponses": {"USERNAME": username, "NEW_PASSWORD": NEW_PASSWORD},
        }
        return self.call("RespondToAuthChallenge", **(request | changes))


def read(reply: Reply) -> Json:
    value: Json = json.loads(reply.body)
    return value


def assert_refused(reply: Reply, kind: str = "NotAuthorizedException") -> None:
    assert (reply.status, read(reply)["__type"]) == (400, kind)


@pytest.fixture
def pool(stack: Stack) -> Pool:
    return Pool(stack, stack.output("UserPoolClientId"))


@pytest.fixture
def invited(stack: Stack) -> User:
    """Somebody who must choose a password of their own first."""
    user = stack.directory.new_user()
    stack.clients.cognito.admin_set_user_password(
        UserPoolId=stack.output("UserPoolId"),
        Username=user.username,
        Password=PASSWORD,
        Permanent=False,
    )
    return user


@pytest.fixture
def other_client(stack: Stack) -> Iterator[Pool]:
    """Another application of the same pool; its sessions are the shortest there are."""
    cognito, pool_id = stack.clients.cognito, stack.output("UserPoolId")
    client = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="other", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    yield Pool(stack, client)
    cognito.delete_user_pool_client(UserPoolId=pool_id, ClientId=client)


def test_given_the_invited_person_when_they_answer_then_they_are_signed_in(
    pool: Pool, invited: User
) -> None:
    # Without this the refusals below would prove nothing.
    session = pool.start(invited.username, PASSWORD)["Session"]

    tokens = read(pool.answer(session, invited.username))["AuthenticationResult"]

    assert jwt.parts_of(tokens["IdToken"])[1]["cognito:username"] == invited.username
    assert "AuthenticationResult" in pool.start(invited.username, NEW_PASSWORD)


@pytest.mark.parametrize("operation", ["SignUp", "InitiateAuth", "RespondToAuthChallenge"])
@pytest.mark.parametrize("body", ["[]", '[{"ClientId": "x"}]', '"text"', "7", "null"])
def test_given_a_body_that_is_no_object_when_called_then_400(
    pool: Pool, operation: str, body: str
) -> None:
    """https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html"""
    assert_refused(pool.send(operation, body), "SerializationException")


@pytest.mark.parametrize("session", [MADE_UP, "", None, 7, ["x"]])
@pytest.mark.parametrize(
    "challenge",
    ["NEW_PASSWORD_REQUIRED", "SOFTWARE_TOKEN_MFA", "SMS_MFA", "MFA_SETUP", "CUSTOM_CHALLENGE"],
)
def test_given_a_made_up_session_when_any_challenge_is_answered_then_no_tokens(
    stack: Stack, pool: Pool, session: object, challenge: str
) -> None:
    victim = stack.new_user(stack.new_tenant(), "admin")
    responses = {"USERNAME": victim.username, "NEW_PASSWORD": NEW_PASSWORD, "ANSWER": "1"}
    responses |= {"SOFTWARE_TOKEN_MFA_CODE": "000000", "SMS_MFA_CODE": "000000"}

    reply = pool.answer(session, "", ChallengeName=challenge, ChallengeResponses=responses)

    assert_refused(reply)
    assert "AuthenticationResult" in pool.start(victim.username, PASSWORD)


def test_given_a_session_when_it_was_used_then_not_again(pool: Pool, invited: User) -> None:
    session = pool.start(invited.username, PASSWORD)["Session"]
    assert pool.answer(session, invited.username).status == 200

    assert_refused(pool.answer(session, invited.username))


def test_given_a_session_of_ones_own_when_another_user_is_named_then_refused(
    stack: Stack, pool: Pool, invited: User
) -> None:
    victim = stack.new_user(stack.new_tenant(), "admin")
    session = pool.start(invited.username, PASSWORD)["Session"]

    for name in (victim.username, victim.sub, "", "nobody"):
        assert_refused(pool.answer(session, name))
    assert "AuthenticationResult" in pool.start(victim.username, PASSWORD)
    assert pool.answer(session, invited.username).status == 200


def test_given_a_session_when_another_challenge_or_client_takes_it_then_refused(
    pool: Pool, other_client: Pool, invited: User
) -> None:
    session = pool.start(invited.username, PASSWORD)["Session"]

    for challenge in ("SOFTWARE_TOKEN_MFA", "MFA_SETUP", "CUSTOM_CHALLENGE"):
        assert_refused(pool.answer(session, invited.username, ChallengeName=challenge))
    assert_refused(other_client.answer(session, invited.username))


@pytest.mark.parametrize("password", ["short-1A", "alllowercase-1", "NoDigits-NoDigits", "", None])
def test_given_a_password_against_the_policy_when_chosen_then_refused(
    pool: Pool, invited: User, password: str | None
) -> None:
    session = pool.start(invited.username, PASSWORD)["Session"]
    responses = {"USERNAME": invited.username, "NEW_PASSWORD": password, "PASSWORD": "x"}

    reply = pool.answer(session, invited.username, ChallengeResponses=responses)

    assert reply.status == 400
    assert pool.start(invited.username, PASSWORD)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


def test_given_a_forgotten_password_when_the_emulators_code_is_tried_then_refused(
    stack: Stack, pool: Pool
) -> None:
    victim = stack.new_user(stack.new_tenant(), "admin")
    assert pool.call("ForgotPassword", Username=victim.username).status == 200

    for code in ("654321", "123456", "", victim.username):
        request = {"Username": victim.username, "Password": NEW_PASSWORD, "ConfirmationCode": code}
        assert pool.call("ConfirmForgotPassword", **request).status == 400
    assert "AuthenticationResult" in pool.start(victim.username, PASSWORD)


def test_given_tokens_of_another_kind_when_used_as_a_refresh_token_then_refused(
    stack: Stack, pool: Pool
) -> None:
    user = stack.new_user(stack.new_tenant())
    tokens = pool.start(user.username, PASSWORD)["AuthenticationResult"]
    header, claims = jwt.parts_of(tokens["RefreshToken"])
    forged = jwt.sign(header, claims, jwt.make_key())
    unsigned = jwt.leave_unsigned(header | {"alg": "none"}, claims)

    for token in (tokens["IdToken"], tokens["AccessToken"], forged, unsigned, "x", ""):
        assert_refused(refresh(pool, token))
    assert refresh(pool, tokens["RefreshToken"]).status == 200


def refresh(pool: Pool, token: str) -> Reply:
    return pool.call(
        "InitiateAuth", AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token}
    )


def test_given_a_refresh_token_when_its_time_is_over_then_refused(stack: Stack, pool: Pool) -> None:
    user = stack.new_user(stack.new_tenant())
    tokens = pool.start(user.username, PASSWORD)["AuthenticationResult"]
    header, claims = jwt.parts_of(tokens["RefreshToken"])
    key = jwt.pool_key(stack, "access")
    assert refresh(pool, jwt.sign(header, claims, key)).status == 200
    old = jwt.sign(header, claims | {"exp": claims["iat"] - 1}, key)

    assert_refused(refresh(pool, old))


@pytest.mark.parametrize(
    ("operation", "request_"),
    [
        ("GetUser", {}),
        ("DeleteUser", {}),
        ("GlobalSignOut", {}),
        ("ChangePassword", {"PreviousPassword": PASSWORD, "ProposedPassword": NEW_PASSWORD}),
        ("UpdateUserAttributes", {"UserAttributes": [{"Name": "name", "Value": "x"}]}),
        ("SetUserMFAPreference", {"SoftwareTokenMfaSettings": {"Enabled": True}}),
    ],
)
def test_given_no_access_token_when_an_account_is_touched_then_refused(
    stack: Stack, pool: Pool, operation: str, request_: Json
) -> None:
    user = stack.new_user(stack.new_tenant())
    tokens = pool.start(user.username, PASSWORD)["AuthenticationResult"]
    header, claims = jwt.parts_of(tokens["AccessToken"])
    forged = jwt.sign(header, claims, jwt.make_key())

    for token in (forged, tokens["IdToken"], tokens["RefreshToken"], "x"):
        reply = pool.call(operation, AccessToken=token, **request_)
        assert_refused(reply)
    assert "AuthenticationResult" in pool.start(user.username, PASSWORD)


@pytest.mark.parametrize("password", ["", "wrong", "Correct-horse-battery-7 ", "a" * 36])
def test_given_a_wrong_password_when_signing_in_then_refused(
    stack: Stack, pool: Pool, password: str
) -> None:
    user = stack.new_user(stack.new_tenant())
    parameters = {"USERNAME": user.username, "PASSWORD": password}

    reply = pool.call("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)

    assert_refused(reply)
