"""No other origin is allowed by CORS, whatever it calls and however alike it looks."""

import pytest

from tests.stack.http import Api
from tests.stack.stack import Stack

EVIL = [
    "https://evil.example",
    "null",
    "http://127.0.0.1",
    "http://127.0.0.1:3000.evil.example",
    "http://localhost:{port}",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:{port}0",
    "HTTP://127.0.0.1:{port}/",
]


@pytest.fixture(params=EVIL)
def origin(request: pytest.FixtureRequest, stack: Stack) -> str:
    port = stack.url.rpartition(":")[2]
    return str(request.param.format(port=port))


@pytest.mark.parametrize("path", ["/v1/health", "/v1/notes", "/v1/notes/x", "/v1/nope"])
def test_given_another_origin_when_it_calls_then_it_is_not_allowed(
    agent: Api, origin: str, path: str
) -> None:
    answer = agent.get(path, Origin=origin)

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_given_another_origin_when_it_sends_a_preflight_then_it_is_not_allowed(
    stack: Stack, origin: str
) -> None:
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}

    answer = stack.anonymous.send("OPTIONS", "/v1/notes", headers=headers)

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_given_another_origin_when_it_calls_past_the_edge_then_the_app_does_not_allow_it(
    stack: Stack, agent: Api, origin: str
) -> None:
    gateway = stack.gateway(agent.token)

    answers = [gateway.get(path, Origin=origin) for path in ("/v1/notes", "/v1/notes/x")]

    allowed = [answer.headers.get("Access-Control-Allow-Origin") for answer in answers]
    assert allowed == [None, None]


def test_given_any_response_past_the_edge_when_an_origin_is_allowed_then_never_all(
    stack: Stack,
) -> None:
    gateway = stack.gateway()
    answers = [gateway.get(path, Origin="https://evil.example") for path in ("/v1/notes", "/v1/x")]

    allowed = [answer.headers.get("Access-Control-Allow-Origin") for answer in answers]
    assert allowed == [stack.url, stack.url]
