"""Pages of the console's origin may call the API, others may not; on errors too."""

import pytest

from callnotes.api.routes import ROUTES
from tests.stack.http import Answer, Api
from tests.stack.stack import Stack

PATHS = sorted({route.path.replace("{note_id}", "a" * 26) for route in ROUTES})
ALLOWED_ORIGIN = "Access-Control-Allow-Origin"


def preflight(stack: Stack, path: str, origin: str) -> Answer:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization, if-match",
    }
    return stack.anonymous.send("OPTIONS", path, headers=headers)


def names(header: str) -> set[str]:
    return {name.strip().lower() for name in header.split(",")}


@pytest.mark.parametrize("path", PATHS)
def test_given_the_console_when_it_sends_a_preflight_then_it_is_allowed_without_a_token(
    stack: Stack, path: str
) -> None:
    answer = preflight(stack, path, stack.url)

    assert answer.status == 200
    assert answer.headers[ALLOWED_ORIGIN] == stack.url
    assert {"get", "post", "put", "delete"} <= names(answer.headers["Access-Control-Allow-Methods"])
    assert names(answer.headers["Access-Control-Allow-Headers"]) >= {
        "authorization", "content-type", "idempotency-key", "if-match",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/notes", 200), ("/v1/notes/x", 404), ("/v1/notes?limit=0", 400)]
)
def test_given_the_console_when_an_agent_calls_then_its_page_may_read_the_response(
    stack: Stack, agent: Api, path: str, status: int
) -> None:
    answer = agent.get(path, Origin=stack.url)

    assert answer.status == status
    assert answer.headers[ALLOWED_ORIGIN] == stack.url
    exposed = names(answer.headers["Access-Control-Expose-Headers"])
    assert exposed >= {"etag", "location", "retry-after", "x-request-id"}
    assert "origin" in names(answer.headers["Vary"]) or status >= 400


@pytest.mark.parametrize(("path", "status"), [("/v1/notes", 401), ("/v1/nope", 404)])
def test_given_the_console_when_the_gateway_refuses_then_its_page_may_read_the_error(
    stack: Stack, path: str, status: int
) -> None:
    answer = stack.anonymous.get(path, Origin=stack.url)

    assert answer.status == status
    assert answer.headers[ALLOWED_ORIGIN] == stack.url


def test_given_any_origin_when_answered_then_credentials_are_never_allowed(stack: Stack) -> None:
    answers = [preflight(stack, "/v1/notes", stack.url), stack.anonymous.get("/v1/health")]

    assert not any("Access-Control-Allow-Credentials" in answer.headers for answer in answers)
