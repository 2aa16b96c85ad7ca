"""Too much of anything is refused, quickly and in the one shape of errors."""

import pytest

from tests.stack.http import Api, note_input
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack

NOTES = "/v1/notes"
KB = 1024
MB = 1024 * KB


def test_given_a_body_of_11_mb_when_posted_then_413(agent: Api) -> None:
    assert_problem(agent.post(NOTES, b"x" * (11 * MB)), 413, NOTES)


def test_given_a_note_of_1_mb_when_posted_then_413(agent: Api) -> None:
    assert_problem(agent.post(NOTES, note_input(body="b" * MB)), 413, NOTES)


def test_given_an_address_of_20_kb_when_called_then_414(agent: Api) -> None:
    answer = agent.get(f"{NOTES}?next={'a' * 20_000}")

    assert answer.status == 414
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_given_headers_of_11_kb_when_called_then_400(agent: Api) -> None:
    assert_problem(agent.send("GET", NOTES, headers={"X-Large": "a" * 11_000}), 400, NOTES)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"title":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
        b'{"title": ' + b"9" * 50_000 + b"}",
        b'{"title": 1e999999999}',
    ],
    ids=["open lists", "open objects", "deep title", "long number", "huge exponent"],
)
def test_given_json_that_is_made_to_hurt_when_posted_then_400(agent: Api, body: bytes) -> None:
    assert_problem(agent.post(NOTES, body), 400, NOTES)


@pytest.mark.parametrize(
    "fields", [{f"field-{n}": n for n in range(20_000)}, {"f" * 900 * KB: 1}], ids=["many", "long"]
)
def test_given_wrong_fields_without_end_when_posted_then_a_short_400(
    agent: Api, fields: dict[str, int]
) -> None:
    answer = agent.post(NOTES, fields)

    assert_problem(answer, 400, NOTES)
    assert len(answer.body) < 16 * KB


def test_given_the_same_field_twice_when_posted_then_no_500(agent: Api) -> None:
    body = b'{"title": "one", "title": "two", "body": "b"}'

    assert agent.post(NOTES, body).status in (201, 400)


def test_given_refused_floods_when_a_normal_request_follows_then_201(
    stack: Stack, agent: Api
) -> None:
    for _ in range(5):
        agent.post(NOTES, b"[" * 100_000)

    assert agent.post(NOTES, note_input()).status == 201
    assert stack.anonymous.get("/v1/health").status == 200
