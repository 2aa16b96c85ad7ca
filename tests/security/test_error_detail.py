"""An error response shows nothing of the service's internals."""

import pytest

from callnotes.adapters.note_items import note_key
from tests.stack.http import Api, Json, note_input
from tests.stack.polling import eventually
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack

SECRETS = (
    "Traceback", "KeyError", "Error:", ".py", "arn:aws", "us-east-1", "callnotes-local",
    "TENANT#", "NOTE#", "gsi1", "dynamodb", "/opt", "/var/task", "boto",
)  # fmt: skip


@pytest.fixture
def broken_path(stack: Stack, tenant: str) -> str:
    """The path of a note whose item cannot be read; it makes no event."""
    note_id = "b" * 26
    key = note_key(tenant, note_id)
    stack.put_item({**key, "entity": "broken", "tenant": tenant, "note_id": note_id})
    return f"/v1/notes/{note_id}"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_given_an_unforeseen_error_when_answered_then_a_500_without_details(
    agent: Api, broken_path: str, method: str
) -> None:
    body = note_input() if method == "PUT" else None

    answer = agent.send(method, broken_path, body, {"If-Match": '"1"'})

    assert_problem(answer, 500, broken_path)
    shown = f"{answer.body.decode()} {dict(answer.headers)}"
    assert [secret for secret in SECRETS if secret in shown] == []


def test_given_an_unforeseen_error_when_logged_then_its_request_id_finds_the_cause(
    stack: Stack, agent: Api, broken_path: str
) -> None:
    request_id = agent.get(broken_path).json["request_id"]

    def causes() -> list[Json]:
        lines = stack.log_lines("get_note", "unexpected error")
        return [line for line in lines if line["request_id"] == request_id]

    (cause,) = eventually(causes)
    assert cause["exception_name"] == "KeyError"


@pytest.mark.parametrize(
    "path",
    ["/v1/notes/x", "/v1/nope", "/v1/notes?limit=x", f"/v1/notes?next={'a' * 36}"],
)
def test_given_an_error_when_returned_then_it_shows_nothing_internal(agent: Api, path: str) -> None:
    answer = agent.get(path)

    shown = f"{answer.body.decode()} {dict(answer.headers)}"
    assert 400 <= answer.status < 500
    assert [secret for secret in SECRETS if secret in shown] == []


def test_given_any_answer_when_sent_then_no_header_names_the_server_software(
    stack: Stack, agent: Api
) -> None:
    for answer in (agent.get("/v1/notes"), stack.anonymous.get("/v1/nope")):
        assert answer.headers["Server"] == "callnotes"
        assert "X-Powered-By" not in answer.headers
