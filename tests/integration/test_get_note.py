"""GET /v1/notes/{note_id}"""

import pytest

from tests.stack.http import Api, path_of
from tests.stack.problems import assert_problem


def test_given_a_note_when_read_then_it_is_as_it_was_made(agent: Api) -> None:
    note = agent.create_note(tags=["x"], language="en")

    answer = agent.get(path_of(note))

    assert (answer.status, answer.json) == (200, note)
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["x-request-id"]


def test_given_a_deleted_note_when_read_then_404(agent: Api) -> None:
    path = path_of(agent.create_note())
    agent.delete(path, If_Match='"1"')

    assert_problem(agent.get(path), 404, path)


@pytest.mark.parametrize(
    "note_id", ["x", "a" * 26, "A" * 26, "a" * 5000, "%2e%2e", "%00", "a%23NOTE", "1' OR '1'='1"]
)
def test_given_no_such_note_when_read_then_404(agent: Api, note_id: str) -> None:
    answer = agent.get(f"/v1/notes/{note_id.replace(' ', '%20')}")

    assert answer.status == 404
    assert answer.json["title"] == "Not Found"


def test_given_a_customers_note_when_a_colleague_reads_it_then_200(
    agent: Api, colleague: Api, customer: str
) -> None:
    note = agent.create_note(customer_id=customer)

    assert colleague.get(path_of(note)).json == note


def test_given_a_private_note_when_a_supervisor_reads_it_then_404_as_for_no_note(
    agent: Api, supervisor: Api
) -> None:
    note = agent.create_note()

    hidden = assert_problem(supervisor.get(path_of(note)), 404, path_of(note))
    absent = supervisor.get("/v1/notes/" + "a" * 26).json
    assert hidden["detail"] == absent["detail"]
