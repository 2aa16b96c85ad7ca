"""POST /v1/notes: the note that is made, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.stack.http import Api, note_input, path_of
from tests.stack.problems import assert_problem, wrong_fields

NOTES = "/v1/notes"


def test_given_the_least_body_when_posted_then_the_note_has_every_field(agent: Api) -> None:
    note = agent.create_note()

    assert set(note) == {
        "note_id", "title", "body", "tags", "customer_id", "language", "version",
        "created_by", "created_at", "updated_at",
    }  # fmt: skip
    assert (note["tags"], note["customer_id"], note["language"]) == ([], None, None)
    assert note["version"] == 1


def test_given_every_field_when_posted_then_all_are_kept(agent: Api, customer: str) -> None:
    content = note_input(tags=["a", "b"], customer_id=customer, language="ko")

    note = agent.create_note(**content)

    assert content.items() <= note.items()


def test_given_a_new_note_when_answered_then_headers_lead_to_it(agent: Api) -> None:
    answer = agent.post(NOTES, note_input())

    assert answer.headers["Location"] == path_of(answer.json)
    assert answer.headers["ETag"] == '"1"'
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["x-request-id"]
    assert agent.get(answer.headers["Location"]).json == answer.json


def test_given_a_new_note_when_answered_then_its_times_are_now_in_utc(agent: Api) -> None:
    note = agent.create_note()

    assert note["created_at"] == note["updated_at"]
    assert note["created_at"].endswith("Z")
    age = datetime.now(UTC) - datetime.fromisoformat(note["created_at"])
    assert timedelta(0) <= age < timedelta(minutes=1)


def test_given_null_optionals_when_posted_then_they_stay_null(agent: Api) -> None:
    note = agent.create_note(customer_id=None, language=None)

    assert (note["customer_id"], note["language"]) == (None, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "t"},
        {"title": "가" * 200},
        {"body": "b"},
        {"body": "b" * 65_536},
        {"body": "가" * 21_845},
        {"tags": [f"tag {n}" for n in range(20)]},
        {"tags": ["가" * 50]},
        {"language": "en"},
    ],
    ids=str.split("title-1 title-200 body-1 body-65536 body-hangul tags-20 tag-50 en"),
)
def test_given_a_value_at_its_limit_when_posted_then_it_is_kept(
    agent: Api, fields: dict[str, object]
) -> None:
    assert fields.items() <= agent.create_note(**fields).items()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title": ""}, "title"),
        ({"title": "t" * 201}, "title"),
        ({"title": None}, "title"),
        ({"title": 7}, "title"),
        ({"body": ""}, "body"),
        ({"body": None}, "body"),
        ({"tags": [f"{n}" for n in range(21)]}, "tags"),
        ({"tags": ["t" * 51]}, "tags.0"),
        ({"tags": ["ok", ""]}, "tags.1"),
        ({"tags": "one"}, "tags"),
        ({"tags": None}, "tags"),
        ({"language": "fr"}, "language"),
        ({"language": "KO"}, "language"),
        ({"customer_id": "nobody"}, "customer_id"),
        ({"customer_id": ""}, "customer_id"),
        ({"customer_id": 5}, "customer_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_given_a_wrong_value_when_posted_then_400_names_its_field(
    agent: Api, fields: dict[str, object], wrong: str
) -> None:
    answer = agent.post(NOTES, note_input(**fields))

    assert_problem(answer, 400, NOTES)
    assert wrong_fields(answer) == {wrong}


@pytest.mark.parametrize("missing", ["title", "body"])
def test_given_a_required_field_is_missing_when_posted_then_400_names_it(
    agent: Api, missing: str
) -> None:
    body = note_input()
    del body[missing]

    assert wrong_fields(agent.post(NOTES, body)) == {missing}


def test_given_several_wrong_fields_when_posted_then_400_names_all(agent: Api) -> None:
    answer = agent.post(NOTES, {"title": "", "colour": "red"})

    assert wrong_fields(answer) == {"title", "body", "colour"}


@pytest.mark.parametrize("body", ["b" * 65_537, "가" * 21_846], ids=["ascii", "hangul"])
def test_given_a_body_over_its_limit_when_posted_then_413(agent: Api, body: str) -> None:
    assert_problem(agent.post(NOTES, note_input(body=body)), 413, NOTES)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b'{"title": NaN}']
)
def test_given_a_malformed_body_when_posted_then_400(agent: Api, body: bytes) -> None:
    assert_problem(agent.post(NOTES, body), 400, NOTES)


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]
)
def test_given_another_media_type_when_posted_then_415(agent: Api, media_type: str) -> None:
    answer = agent.send("POST", NOTES, note_input(), {"Content-Type": media_type})

    assert_problem(answer, 415, NOTES)


def test_given_json_with_a_charset_when_posted_then_201(agent: Api) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}

    assert agent.send("POST", NOTES, note_input(), headers).status == 201


def test_given_a_customer_of_another_tenant_when_posted_then_400(
    foreign_agent: Api, customer: str
) -> None:
    answer = foreign_agent.post(NOTES, note_input(customer_id=customer))

    assert wrong_fields(answer) == {"customer_id"}
