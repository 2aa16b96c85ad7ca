"""PUT /v1/notes/{note_id}: all is replaced, on the version the caller has read."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.stack.http import Answer, Api, Json, note_input, path_of
from tests.stack.problems import assert_problem, wrong_fields

RACERS = 8


@pytest.fixture
def note(agent: Api, customer: str) -> Json:
    return agent.create_note(tags=["old"], customer_id=customer, language="ko")


def test_given_the_current_version_when_put_then_200_with_the_next_one(
    agent: Api, note: Json
) -> None:
    answer = agent.put(path_of(note), note_input(title="New"), If_Match='"1"')

    assert answer.status == 200
    assert answer.headers["ETag"] == '"2"'
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == agent.get(path_of(note)).json


def test_given_fields_are_left_out_when_put_then_they_are_gone(agent: Api, note: Json) -> None:
    changed = agent.put(path_of(note), note_input(title="New"), If_Match='"1"').json

    assert changed == note | note_input(title="New") | {
        "tags": [],
        "customer_id": None,
        "language": None,
        "version": 2,
        "updated_at": changed["updated_at"],
    }
    assert changed["updated_at"] > note["updated_at"]


def test_given_no_if_match_when_put_then_428(agent: Api, note: Json) -> None:
    assert_problem(agent.put(path_of(note), note_input()), 428, path_of(note))


@pytest.mark.parametrize("etag", ["1", '"x"', "*", '"0"', '"1","2"', 'W/"1"', '"1', '""', ""])
def test_given_if_match_is_no_quoted_version_when_put_then_400(
    agent: Api, note: Json, etag: str
) -> None:
    answer = agent.put(path_of(note), note_input(), If_Match=etag)

    assert_problem(answer, 400, path_of(note))
    assert wrong_fields(answer) == {"If-Match"}


@pytest.mark.parametrize("etag", ['"2"', f'"{"9" * 16}"', f'"{"9" * 400}"'])
def test_given_another_version_when_put_then_412(agent: Api, note: Json, etag: str) -> None:
    assert_problem(agent.put(path_of(note), note_input(), If_Match=etag), 412, path_of(note))


def test_given_a_stale_version_when_put_then_412_and_nothing_is_lost(
    agent: Api, note: Json
) -> None:
    changed = agent.put(path_of(note), note_input(title="First"), If_Match='"1"').json

    late = agent.put(path_of(note), note_input(title="Late"), If_Match='"1"')

    assert_problem(late, 412, path_of(note))
    assert agent.get(path_of(note)).json == changed


def test_given_no_such_note_when_put_without_if_match_then_404(agent: Api) -> None:
    path = "/v1/notes/" + "a" * 26

    assert_problem(agent.put(path, note_input()), 404, path)


def test_given_a_hidden_note_when_put_with_a_bad_if_match_then_404(
    foreign_agent: Api, note: Json
) -> None:
    assert_problem(foreign_agent.put(path_of(note), note_input(), If_Match="x"), 404, path_of(note))


@pytest.mark.parametrize(("body", "status"), [({}, 400), (note_input(body="b" * 65_537), 413)])
def test_given_a_bad_body_when_put_then_it_is_refused_as_in_post(
    agent: Api, note: Json, body: Json, status: int
) -> None:
    answer = agent.put(path_of(note), body, If_Match='"1"')

    assert_problem(answer, status, path_of(note))
    assert agent.get(path_of(note)).json == note


def test_given_text_that_is_no_json_when_put_then_415(agent: Api, note: Json) -> None:
    headers = {"Content-Type": "text/plain", "If-Match": '"1"'}

    assert_problem(agent.send("PUT", path_of(note), b"x", headers), 415, path_of(note))


def test_given_an_unknown_customer_when_put_then_400(agent: Api, note: Json) -> None:
    answer = agent.put(path_of(note), note_input(customer_id="nobody"), If_Match='"1"')

    assert wrong_fields(answer) == {"customer_id"}


def test_given_a_customers_note_when_a_colleague_puts_then_403(colleague: Api, note: Json) -> None:
    assert_problem(colleague.put(path_of(note), note_input(), If_Match='"1"'), 403, path_of(note))


def test_given_racing_puts_with_one_etag_when_all_have_ended_then_one_has_won(
    agent: Api, note: Json
) -> None:
    def put(number: int) -> Answer:
        return agent.put(path_of(note), note_input(title=f"Racer {number}"), If_Match='"1"')

    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(put, range(RACERS)))

    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200] + [412] * (RACERS - 1)
    (winner,) = [answer for answer in answers if answer.status == 200]
    assert agent.get(path_of(note)).json == winner.json
