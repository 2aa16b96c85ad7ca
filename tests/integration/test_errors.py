"""Errors of API Gateway itself are problem JSON too."""

from collections.abc import Iterator

import pytest

from callnotes_local.cloud.cloud import STAGE_NAME
from tests.stack.http import Answer, Api, note_input, path_of
from tests.stack.polling import eventually
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack

UNKNOWN = [
    ("GET", "/v1/nope"),
    ("GET", "/v1/notes/a/b"),
    ("PATCH", "/v1/notes"),
    ("DELETE", "/v1/notes"),
    ("POST", "/v1/health"),
    ("GET", "/v2/notes"),
]


@pytest.mark.parametrize(("method", "path"), UNKNOWN)
def test_given_no_such_route_when_anyone_calls_it_then_404_with_its_path(
    stack: Stack, method: str, path: str
) -> None:
    assert_problem(stack.anonymous.send(method, f"{path}?q=1"), 404, path)


@pytest.mark.parametrize(("method", "path"), UNKNOWN)
def test_given_no_such_route_when_an_agent_calls_it_then_404_with_its_path(
    agent: Api, method: str, path: str
) -> None:
    assert_problem(agent.send(method, path), 404, path)


@pytest.mark.parametrize("part", ["%7Ex", "a%20%C3%A9", "%E2%80%AE", "a%2Fb", "x'(1)"])
def test_problem_names_the_path_as_it_was_sent(agent: Api, part: str) -> None:
    assert_problem(agent.get(f"/v1/notes/{part}?q=1"), 404, f"/v1/notes/{part}")


def test_trailing_slash_is_the_same_route(agent: Api) -> None:
    """As on AWS: https://github.com/aws-powertools/powertools-lambda-python/issues/1552"""
    note = agent.create_note()

    assert agent.get("/v1/notes/").json == agent.get("/v1/notes").json
    assert agent.get(f"{path_of(note)}/").json == note


def test_given_no_token_when_called_then_401_with_the_path_without_its_query(
    stack: Stack,
) -> None:
    assert_problem(stack.anonymous.get("/v1/notes?limit=1"), 401, "/v1/notes")


def test_given_two_requests_when_answered_then_their_ids_differ(agent: Api) -> None:
    answers = [agent.get("/v1/notes/x") for _ in range(2)]

    assert len({answer.headers["x-request-id"] for answer in answers}) == 2


def test_given_any_response_when_sent_then_it_may_not_be_stored(agent: Api) -> None:
    answers = [agent.post("/v1/notes", note_input()), agent.get("/v1/notes/x")]

    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * 2


@pytest.fixture
def narrow_api(stack: Stack) -> Iterator[Api]:
    """The API while its stage lets one request a second pass."""

    def limit(rate: str, burst: str) -> None:
        values = {"rateLimit": rate, "burstLimit": burst}
        stack.clients.apigateway.update_stage(
            restApiId=stack.output("ApiId"),
            stageName=STAGE_NAME,
            patchOperations=[
                {"op": "replace", "path": f"/*/*/throttling/{name}", "value": value}
                for name, value in values.items()
            ],
        )

    limit("1", "1")
    yield stack.anonymous
    limit("100", "200")
    eventually(lambda: stack.anonymous.get("/v1/health").status == 200)


def test_given_a_throttled_stage_when_called_too_often_then_429_with_retry_after(
    narrow_api: Api,
) -> None:
    def refused() -> Answer | None:
        answer = narrow_api.get("/v1/health")
        return answer if answer.status == 429 else None

    answer = eventually(refused)

    assert_problem(answer, 429, "/v1/health")
    assert int(answer.headers["Retry-After"]) > 0
