"""Only an ID token that the pool made for this application, and for now, opens anything."""

import re
import time
from uuid import uuid4

import pytest

from callnotes.api.inputs import body_of
from callnotes.api.route import AnyRoute
from callnotes.api.routes import ROUTES
from tests.security import jwt
from tests.stack.http import Answer, Api, note_input
from tests.stack.people import Tokens, User
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack

CLOSED = [route for route in ROUTES if route.roles]
HOUR = 3600


@pytest.fixture(scope="module")
def user(stack: Stack) -> User:
    return stack.new_user(stack.new_tenant())


@pytest.fixture(scope="module")
def tokens(stack: Stack, user: User) -> Tokens:
    return stack.directory.sign_in(user)


def fill_path(route: AnyRoute) -> str:
    return re.sub(r"\{\w+\}", "a" * 26, route.path)


def call(stack: Stack, route: AnyRoute, authorization: str) -> Answer:
    path = fill_path(route)
    body = note_input() if body_of(route.input) else None
    headers = {"Authorization": authorization, "If-Match": '"1"'}
    return stack.anonymous.send(route.method, path, body, headers)


def assert_refused(stack: Stack, token: str) -> None:
    for route in CLOSED:
        answer = call(stack, route, f"Bearer {token}")
        assert_problem(answer, 401, fill_path(route))


def test_given_the_pools_own_token_when_called_then_200(stack: Stack, tokens: Tokens) -> None:
    assert Api(stack.url, tokens.id).get("/v1/notes").status == 200


def test_given_a_token_that_the_test_signs_for_the_pool_when_called_then_200(
    stack: Stack, tokens: Tokens
) -> None:
    # Without this the refusals of expired and early tokens below would prove nothing.
    token = jwt.sign(*jwt.parts_of(tokens.id), jwt.pool_key(stack))

    assert Api(stack.url, token).get("/v1/notes").status == 200


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic dXNlcjpwYXNz"]
)
@pytest.mark.parametrize("route", CLOSED, ids=lambda route: route.name)
def test_given_no_token_in_the_header_when_called_then_401(
    stack: Stack, route: AnyRoute, authorization: str
) -> None:
    assert call(stack, route, authorization).status == 401


@pytest.mark.parametrize("scheme", ["", "Basic ", "Token ", "Bearer"])
def test_valid_token_without_the_bearer_scheme_returns_401(
    stack: Stack, tokens: Tokens, scheme: str
) -> None:
    for route in CLOSED:
        assert call(stack, route, f"{scheme}{tokens.id}").status == 401


AWS_CREDENTIAL = "123456789012/20260101/us-west-2/s3/aws4_request"


def test_aws_credential_in_the_authorization_header_returns_401(stack: Stack) -> None:
    signed = f"AWS4-HMAC-SHA256 Credential={AWS_CREDENTIAL}, SignedHeaders=host, Signature=00"
    for route in CLOSED:
        assert call(stack, route, signed).status == 401


def test_aws_credential_in_the_query_is_ignored(stack: Stack, tokens: Tokens) -> None:
    agent = Api(stack.url, tokens.id)

    assert agent.get(f"/v1/notes?X-Amz-Credential={AWS_CREDENTIAL}").status == 200


def test_token_without_expiry_returns_401(stack: Stack, tokens: Tokens) -> None:
    header, claims = jwt.parts_of(tokens.id)
    del claims["exp"]

    assert_refused(stack, jwt.sign(header, claims, jwt.pool_key(stack)))


@pytest.mark.parametrize("tenant", ["", "Hanbit", "x" * 33, "hanbit#NOTE#a"])
def test_token_with_a_malformed_tenant_returns_403(
    stack: Stack, tokens: Tokens, tenant: str
) -> None:
    header, claims = jwt.parts_of(tokens.id)
    token = jwt.sign(header, claims | {"tenant": tenant}, jwt.pool_key(stack))

    assert Api(stack.url, token).get("/v1/notes").status == 403


def test_given_alg_none_when_called_then_401(stack: Stack, tokens: Tokens) -> None:
    header, claims = jwt.parts_of(tokens.id)

    for name in ("none", "None", "NONE"):
        assert_refused(stack, jwt.leave_unsigned(header | {"alg": name}, claims))


def test_given_tampered_claims_when_called_then_401(stack: Stack, tokens: Tokens) -> None:
    header, claims = jwt.parts_of(tokens.id)
    forged = jwt.leave_unsigned(header, claims | {"tenant": "hanbit", "role": "admin"})

    assert_refused(stack, forged + tokens.id.rpartition(".")[2])


def test_given_a_key_of_ones_own_when_called_then_401(stack: Stack, tokens: Tokens) -> None:
    assert_refused(stack, jwt.sign(*jwt.parts_of(tokens.id), jwt.make_key()))


def test_given_the_public_key_as_hs256_secret_when_called_then_401(
    stack: Stack, tokens: Tokens
) -> None:
    header, claims = jwt.parts_of(tokens.id)
    secret = jwt.public_pem(jwt.pool_key(stack))

    assert_refused(stack, jwt.sign_with_secret(header | {"alg": "HS256"}, claims, secret))


def test_given_a_token_of_another_pool_when_called_then_401(stack: Stack) -> None:
    cognito = stack.clients.cognito
    pool = cognito.create_user_pool(PoolName=f"other-{uuid4()}")["UserPool"]["Id"]
    try:
        client = cognito.create_user_pool_client(
            UserPoolId=pool, ClientName="other", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )["UserPoolClient"]["ClientId"]
        directory = type(stack.directory)(cognito, pool, client)
        user = directory.new_user("tenant.hanbit", "admin")
        assert_refused(stack, directory.sign_in(user).id)
    finally:
        cognito.delete_user_pool(UserPoolId=pool)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": -1},
        {"nbf": HOUR},
        {"iat": HOUR},
    ],
    ids=["expired", "not yet valid", "issued in the future"],
)
def test_given_a_token_out_of_its_time_when_called_then_401(
    stack: Stack, tokens: Tokens, changes: dict[str, int]
) -> None:
    header, claims = jwt.parts_of(tokens.id)
    times = {name: int(time.time()) + seconds for name, seconds in changes.items()}

    assert_refused(stack, jwt.sign(header, claims | times, jwt.pool_key(stack)))


@pytest.mark.parametrize("issuer", ["https://evil.example", ""])
def test_given_another_issuer_when_called_then_401(
    stack: Stack, tokens: Tokens, issuer: str
) -> None:
    header, claims = jwt.parts_of(tokens.id)

    assert_refused(stack, jwt.sign(header, claims | {"iss": issuer}, jwt.pool_key(stack)))


def test_given_the_access_token_when_called_then_401(stack: Stack, tokens: Tokens) -> None:
    assert_refused(stack, tokens.access)


def test_given_an_id_token_of_another_application_when_called_then_401(
    stack: Stack, user: User
) -> None:
    cognito, pool = stack.clients.cognito, stack.output("UserPoolId")
    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="other", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    try:
        assert_refused(stack, stack.directory.sign_in(user, client).id)
    finally:
        cognito.delete_user_pool_client(UserPoolId=pool, ClientId=client)


def test_given_a_last_character_that_spells_the_same_bytes_when_called_then_401(
    stack: Stack, tokens: Tokens
) -> None:
    # A signature of 256 bytes leaves four bits of its last character unused: decoders ignore them.
    twins = [tokens.id[:-1] + last for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    answers = {Api(stack.url, twin).get("/v1/notes").status for twin in twins if twin != tokens.id}

    assert answers == {401}
