"""DELETE /v1/notes/{note_id}"""

import pytest

from tests.stack.http import Api, path_of
from tests.stack.problems import assert_problem


def test_given_the_current_version_when_deleted_then_204_without_a_body(agent: Api) -> None:
    path = path_of(agent.create_note())

    answer = agent.delete(path, If_Match='"1"')

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["x-request-id"]
    assert agent.get(path).status == 404


def test_given_a_deleted_note_when_deleted_again_then_404(agent: Api) -> None:
    path = path_of(agent.create_note())
    agent.delete(path, If_Match='"1"')

    assert_problem(agent.delete(path, If_Match='"1"'), 404, path)


def test_given_a_deleted_note_when_put_then_404(agent: Api) -> None:
    path = path_of(agent.create_note())
    agent.delete(path, If_Match='"1"')

    assert_problem(agent.put(path, {"title": "t", "body": "b"}, If_Match='"2"'), 404, path)


def test_given_no_if_match_when_deleted_then_428(agent: Api) -> None:
    path = path_of(agent.create_note())

    assert_problem(agent.delete(path), 428, path)


@pytest.mark.parametrize("etag", ["1", "*", 'W/"1"'])
def test_given_if_match_is_no_quoted_version_when_deleted_then_400(agent: Api, etag: str) -> None:
    path = path_of(agent.create_note())

    assert_problem(agent.delete(path, If_Match=etag), 400, path)


def test_given_a_stale_version_when_deleted_then_412_and_it_stays(agent: Api) -> None:
    path = path_of(agent.create_note())
    agent.put(path, {"title": "t", "body": "b"}, If_Match='"1"')

    assert_problem(agent.delete(path, If_Match='"1"'), 412, path)
    assert agent.get(path).status == 200


def test_given_no_such_note_when_deleted_without_if_match_then_404(agent: Api) -> None:
    path = "/v1/notes/" + "a" * 26

    assert_problem(agent.delete(path), 404, path)


def test_given_a_customers_note_when_a_supervisor_deletes_it_then_204(
    agent: Api, supervisor: Api, customer: str
) -> None:
    path = path_of(agent.create_note(customer_id=customer))

    assert supervisor.delete(path, If_Match='"1"').status == 204
    assert agent.get(path).status == 404


def test_given_a_customers_note_when_a_colleague_deletes_it_then_403_even_without_if_match(
    agent: Api, colleague: Api, customer: str
) -> None:
    path = path_of(agent.create_note(customer_id=customer))

    assert_problem(colleague.delete(path), 403, path)
