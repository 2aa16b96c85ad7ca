"""`Idempotency-Key` on POST: the same request again makes no second note."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.stack.http import Answer, Api, note_input, path_of
from tests.stack.problems import assert_problem, wrong_fields

NOTES = "/v1/notes"
RACERS = 12


def post(api: Api, key: str, **fields: object) -> Answer:
    return api.post(NOTES, note_input(**fields), Idempotency_Key=key)


@pytest.fixture
def key() -> str:
    return f"key {uuid4()}"


def test_given_the_same_key_and_body_when_posted_again_then_201_with_the_same_note(
    agent: Api, key: str
) -> None:
    first, second = post(agent, key), post(agent, key)

    assert second.status == 201
    assert second.json == first.json
    assert len(agent.get(NOTES).json["items"]) == 1


def test_given_the_same_content_in_other_words_when_posted_again_then_201_with_the_same_note(
    agent: Api, key: str
) -> None:
    first = agent.post(NOTES, {"title": "\u00e9", "body": "b"}, Idempotency_Key=key)
    other_words = b'{"body": "b", "tags": [], "title": "e\\u0301", "language": null}'

    second = agent.post(NOTES, other_words, Idempotency_Key=key)

    assert (second.status, second.json) == (201, first.json)


def test_given_the_same_key_and_another_body_when_posted_then_422(agent: Api, key: str) -> None:
    post(agent, key)

    assert_problem(post(agent, key, title="Another"), 422, NOTES)


def test_given_the_note_has_changed_when_posted_again_then_201_with_the_note_as_it_stands(
    agent: Api, key: str
) -> None:
    first = post(agent, key)
    agent.put(path_of(first.json), note_input(title="Changed"), If_Match=first.etag)

    second = post(agent, key)

    assert (second.status, second.etag) == (201, '"2"')
    assert second.json["title"] == "Changed"
    assert second.json["note_id"] == first.json["note_id"]


def test_given_the_note_was_deleted_when_posted_again_then_409(agent: Api, key: str) -> None:
    first = post(agent, key)
    agent.delete(path_of(first.json), If_Match=first.etag)

    assert_problem(post(agent, key), 409, NOTES)


def test_given_the_note_was_deleted_when_posted_with_another_body_then_422(
    agent: Api, key: str
) -> None:
    first = post(agent, key)
    agent.delete(path_of(first.json), If_Match=first.etag)

    assert_problem(post(agent, key, title="Another"), 422, NOTES)


def test_given_another_user_when_posted_with_the_same_key_then_another_note(
    agent: Api, colleague: Api, foreign_agent: Api, key: str
) -> None:
    answers = [post(api, key) for api in (agent, colleague, foreign_agent)]

    assert [answer.status for answer in answers] == [201, 201, 201]
    assert len({answer.json["note_id"] for answer in answers}) == 3


def test_given_no_key_when_posted_twice_then_two_notes(agent: Api) -> None:
    assert agent.create_note()["note_id"] != agent.create_note()["note_id"]


@pytest.mark.parametrize("key", ["k", "k" * 128, 'a b~!"#'])
def test_given_a_key_within_its_limits_when_posted_then_201(agent: Api, key: str) -> None:
    assert post(agent, key).status == 201


@pytest.mark.parametrize("key", ["", "k" * 129, "k\u00c3\u00a9"], ids=["empty", "long", "utf-8"])
def test_given_a_key_outside_its_limits_when_posted_then_400(agent: Api, key: str) -> None:
    answer = post(agent, key)

    assert_problem(answer, 400, NOTES)
    assert wrong_fields(answer) == {"Idempotency-Key"}


def test_given_racing_posts_with_one_key_when_all_have_ended_then_one_note_and_only_201(
    agent: Api, key: str
) -> None:
    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(lambda _: post(agent, key), range(RACERS)))

    assert [answer.status for answer in answers] == [201] * RACERS
    assert len({answer.json["note_id"] for answer in answers}) == 1
    assert len(agent.get(NOTES).json["items"]) == 1
