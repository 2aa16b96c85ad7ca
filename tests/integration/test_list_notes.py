"""GET /v1/notes: one's own, a customer's, page by page."""

import base64
import json
from collections.abc import Iterator
from itertools import chain
from urllib.parse import quote

import pytest

from callnotes.domain.paging import Position, seal_position
from tests.stack.http import Api, Json, path_of
from tests.stack.problems import assert_problem, wrong_fields

NOTES = "/v1/notes"
LAMBDA_ANSWER_BYTES = 6_291_556


def ids(page: Json) -> list[str]:
    return [note["note_id"] for note in page["items"]]


def pages(api: Api, query: str) -> Iterator[Json]:
    page = api.get(f"{NOTES}?{query}").json
    yield page
    while page["next"]:
        page = api.get(f"{NOTES}?{query}&next={quote(page['next'])}").json
        yield page


def test_given_no_notes_when_listed_then_an_empty_page(agent: Api) -> None:
    answer = agent.get(NOTES)

    assert (answer.status, answer.json) == (200, {"items": [], "next": None})
    assert answer.headers["Content-Type"] == "application/json"


def test_given_notes_when_listed_then_newest_first_and_whole(agent: Api) -> None:
    made = [agent.create_note(title=f"Note {n}") for n in range(3)]

    assert agent.get(NOTES).json == {"items": made[::-1], "next": None}


def test_given_a_changed_note_when_listed_then_it_keeps_its_place(agent: Api) -> None:
    made = [agent.create_note() for _ in range(2)]
    changed = agent.put(path_of(made[0]), {"title": "New", "body": "b"}, If_Match='"1"').json

    assert agent.get(NOTES).json["items"] == [made[1], changed]


def test_given_a_deleted_note_when_listed_then_it_is_gone(agent: Api, customer: str) -> None:
    made = [agent.create_note(customer_id=customer) for _ in range(2)]
    agent.delete(path_of(made[1]), If_Match='"1"')

    assert ids(agent.get(NOTES).json) == [made[0]["note_id"]]
    assert ids(agent.get(f"{NOTES}?customer_id={customer}").json) == [made[0]["note_id"]]


def test_given_colleagues_notes_when_listed_then_only_the_callers_own(
    agent: Api, colleague: Api, customer: str
) -> None:
    colleague.create_note(customer_id=customer)
    own = agent.create_note(customer_id=customer)

    assert ids(agent.get(NOTES).json) == [own["note_id"]]


def test_given_a_customer_when_listed_then_the_whole_tenants_notes_on_them(
    agent: Api, colleague: Api, customer: str
) -> None:
    agent.create_note()
    made = [api.create_note(customer_id=customer) for api in (agent, colleague)]

    assert agent.get(f"{NOTES}?customer_id={customer}").json["items"] == made[::-1]


def test_given_another_tenants_customer_when_listed_then_nothing(
    agent: Api, foreign_agent: Api, customer: str
) -> None:
    agent.create_note(customer_id=customer)

    assert foreign_agent.get(f"{NOTES}?customer_id={customer}").json == {"items": [], "next": None}


def test_given_a_note_moved_to_another_customer_when_listed_then_only_under_the_new_one(
    agent: Api, stack_customers: tuple[str, str]
) -> None:
    old, new = stack_customers
    note = agent.create_note(customer_id=old)
    agent.put(path_of(note), {"title": "t", "body": "b", "customer_id": new}, If_Match='"1"')

    assert ids(agent.get(f"{NOTES}?customer_id={old}").json) == []
    assert ids(agent.get(f"{NOTES}?customer_id={new}").json) == [note["note_id"]]


@pytest.mark.parametrize("count", [4, 5])
@pytest.mark.parametrize("of", ["own", "customer"])
def test_given_more_notes_than_a_page_when_paged_then_each_once_in_order(
    agent: Api, customer: str, count: int, of: str
) -> None:
    made = [agent.create_note(customer_id=customer)["note_id"] for _ in range(count)]
    query = "limit=2" if of == "own" else f"limit=2&customer_id={customer}"

    found = [ids(page) for page in pages(agent, query)]

    assert [len(page) for page in found] == [2, 2] + [1] * (count % 2)
    assert list(chain(*found)) == made[::-1]


def test_given_no_limit_when_listed_then_a_page_has_20(agent: Api) -> None:
    for _ in range(21):
        agent.create_note()

    page = agent.get(NOTES).json

    assert len(page["items"]) == 20
    assert page["next"]


@pytest.mark.parametrize("limit", ["1", "100"])
def test_given_a_limit_at_its_bounds_when_listed_then_200(agent: Api, limit: str) -> None:
    assert agent.get(f"{NOTES}?limit={limit}").status == 200


@pytest.mark.parametrize(
    "limit", ["0", "101", "-1", "1.5", "ten", "", "1e1", "%201", "01", "\u0661"]
)
def test_given_a_bad_limit_when_listed_then_400_names_it(agent: Api, limit: str) -> None:
    answer = agent.get(f"{NOTES}?limit={quote(limit, safe='%')}")

    assert_problem(answer, 400, NOTES)
    assert wrong_fields(answer) == {"limit"}


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit=2&limit=1", "limit=x&limit=1"])
def test_limit_sent_twice_returns_400_in_any_order(agent: Api, query: str) -> None:
    answer = agent.get(f"{NOTES}?{query}")

    assert_problem(answer, 400, NOTES)
    assert wrong_fields(answer) == {"limit"}


@pytest.fixture
def token(agent: Api) -> str:
    """The `next` of the first page of the agent's own list."""
    for _ in range(3):
        agent.create_note()
    return str(agent.get(f"{NOTES}?limit=1").json["next"])


@pytest.mark.parametrize("forged", ["x", "", "bnVsbA==", "W10=", "e30=", "%00", "a" * 2000])
def test_given_a_made_up_next_when_listed_then_400_names_it(agent: Api, forged: str) -> None:
    answer = agent.get(f"{NOTES}?next={forged}")

    assert_problem(answer, 400, NOTES)
    assert wrong_fields(answer) == {"next"}


def test_given_an_altered_next_when_listed_then_400(agent: Api, token: str) -> None:
    position = json.loads(base64.urlsafe_b64decode(token))
    position[1] = "a" * 26
    altered = base64.urlsafe_b64encode(json.dumps(position).encode()).decode()

    assert wrong_fields(agent.get(f"{NOTES}?next={altered}")) == {"next"}


def test_given_a_colleagues_next_when_listed_then_400(
    agent: Api, colleague: Api, token: str
) -> None:
    assert agent.get(f"{NOTES}?next={token}").status == 200
    assert wrong_fields(colleague.get(f"{NOTES}?next={token}")) == {"next"}


def test_token_that_a_caller_seals_leads_only_into_the_callers_own_list(
    tenant: str, colleague: Api, token: str
) -> None:
    """Decision 2: the seal is not a secret; a forged token reveals nothing of other lists."""
    own = colleague.create_note()
    created_at, note_id, _ = json.loads(base64.urlsafe_b64decode(token))
    later = created_at.replace("20", "30", 1)
    forged = seal_position(Position(later, note_id), (tenant, own["created_by"], "own"))

    assert ids(colleague.get(f"{NOTES}?next={forged}").json) == [own["note_id"]]


def test_given_the_next_of_another_list_when_listed_then_400(
    agent: Api, customer: str, token: str
) -> None:
    answer = agent.get(f"{NOTES}?customer_id={customer}&next={token}")

    assert wrong_fields(answer) == {"next"}


@pytest.mark.parametrize("customer_id", ["", "c" * 65])
def test_given_an_impossible_customer_id_when_listed_then_400_names_it(
    agent: Api, customer_id: str
) -> None:
    assert wrong_fields(agent.get(f"{NOTES}?customer_id={customer_id}")) == {"customer_id"}


def test_given_notes_that_grow_in_json_when_paged_then_each_once_and_no_response_too_large(
    agent: Api,
) -> None:
    body = "\x01" * 65_536
    made = [agent.create_note(body=body)["note_id"] for _ in range(17)]

    found = list(pages(agent, "limit=100"))

    assert list(chain(*map(ids, found))) == made[::-1]
    assert all(len(json.dumps(json.dumps(page))) < LAMBDA_ANSWER_BYTES for page in found)


def test_given_more_text_than_one_query_reads_when_paged_then_each_once(agent: Api) -> None:
    made = [agent.create_note(body="가" * 21_845)["note_id"] for _ in range(20)]

    assert list(chain(*map(ids, pages(agent, "limit=100")))) == made[::-1]
