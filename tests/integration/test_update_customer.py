"""PUT /v1/customers/{customer_id}: the profile is replaced, on the version the caller has read."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest

from callnotes.adapters.customer_items import claim_key
from tests.builders import make_phone_number
from tests.stack.http import Answer, Api, Json, customer_input
from tests.stack.problems import assert_problem, wrong_fields
from tests.stack.stack import Stack
from tests.stack.trail import audit_keys, consumed, read_audit, wait_for_audit, wait_for_event

RACERS = 8
PREMIUM = {"nickname": "다은님", "tier": "premium", "language": "ko"}


def path_of(customer_id: str) -> str:
    return f"/v1/customers/{customer_id}"


def found_ids(api: Api, number: str) -> list[str]:
    items: list[Json] = api.get(f"/v1/customers?phone=%2B{number[1:]}").json["items"]
    return [customer["customer_id"] for customer in items]


def number_of(api: Api, customer_id: str) -> str:
    return str(api.get(path_of(customer_id)).json["phone_number"])


def test_profile_is_replaced_and_the_rest_is_the_servers(agent: Api, customer: str) -> None:
    before, number = agent.get(path_of(customer)).json, make_phone_number()
    body = customer_input(**PREMIUM, phone_number=number)

    answer = agent.put(path_of(customer), body, If_Match='"1"')

    assert (answer.status, answer.etag) == (200, '"2"')
    assert answer.json == before | body | {
        "version": 2,
        "updated_at": answer.json["updated_at"],
    }
    assert answer.json["updated_at"] > before["updated_at"]
    assert agent.get(path_of(customer)).json == answer.json


def test_fields_that_are_left_out_are_null(agent: Api, customer: str) -> None:
    changed = agent.put(path_of(customer), customer_input(**PREMIUM), If_Match='"1"').json

    plain = agent.put(path_of(customer), customer_input(), If_Match='"2"').json

    absent = {"nickname": None, "phone_number": None, "language": None, "tier": "standard"}
    assert plain == changed | absent | {"version": 3, "updated_at": plain["updated_at"]}


def test_new_number_is_found_and_the_old_one_is_free(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    old, new, other = number_of(agent, customer), make_phone_number(), stack.new_customer(tenant)

    agent.put(path_of(customer), customer_input(phone_number=new), If_Match='"1"')

    assert (found_ids(agent, new), found_ids(agent, old)) == ([customer], [])
    assert stack.get_item(claim_key(tenant, old)) is None
    taken = agent.put(path_of(other), customer_input(phone_number=old), If_Match='"1"')
    assert (taken.status, found_ids(agent, old)) == (200, [other])


def test_another_customers_number_is_a_409_and_nothing_changes(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    other = stack.new_customer(tenant)
    before, number = agent.get(path_of(customer)).json, number_of(agent, other)

    answer = agent.put(path_of(customer), customer_input(phone_number=number), If_Match='"1"')

    assert_problem(answer, 409, path_of(customer))
    assert agent.get(path_of(customer)).json == before
    assert found_ids(agent, before["phone_number"]) == [customer]


def test_another_tenants_number_is_free(stack: Stack, agent: Api, customer: str) -> None:
    theirs, number = stack.new_tenant(), make_phone_number()
    colleague = stack.new_agent(theirs)
    other = stack.new_customer(theirs)
    colleague.put(path_of(other), customer_input(phone_number=number), If_Match='"1"')

    answer = agent.put(path_of(customer), customer_input(phone_number=number), If_Match='"1"')

    assert (answer.status, found_ids(agent, number)) == (200, [customer])
    assert found_ids(colleague, number) == [other]


def test_without_if_match_428(agent: Api, customer: str) -> None:
    assert_problem(agent.put(path_of(customer), customer_input()), 428, path_of(customer))


@pytest.mark.parametrize("etag", ["1", '"x"', "*", '"0"', '"1","2"', 'W/"1"', ""])
def test_if_match_that_is_no_quoted_version_400(agent: Api, customer: str, etag: str) -> None:
    answer = agent.put(path_of(customer), customer_input(), If_Match=etag)

    assert_problem(answer, 400, path_of(customer))
    assert wrong_fields(answer) == {"If-Match"}


@pytest.mark.parametrize("number", [None, "another"])
def test_stale_version_412_and_nothing_is_lost(
    agent: Api, customer: str, number: str | None
) -> None:
    changed = agent.put(path_of(customer), customer_input(name="First"), If_Match='"1"').json
    late = customer_input(name="Late", phone_number=number and make_phone_number())

    assert_problem(agent.put(path_of(customer), late, If_Match='"1"'), 412, path_of(customer))
    assert agent.get(path_of(customer)).json == changed


@pytest.mark.parametrize("headers", [{}, {"If_Match": "x"}, {"If_Match": '"9"'}])
def test_another_tenants_customer_404_whatever_if_match_says(
    foreign_agent: Api, customer: str, headers: dict[str, str]
) -> None:
    answer = foreign_agent.put(path_of(customer), customer_input(), **headers)

    assert_problem(answer, 404, path_of(customer))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "n" * 101),
        ("name", None),
        ("nickname", "n" * 51),
        ("tier", "gold"),
        ("tier", None),
        ("language", "fr"),
        ("phone_number", "010-1234-5678"),
        ("phone_number", "821012345678"),
        ("phone_number", "+82 10 1234 5678"),
        ("phone_number", "+٨٢١٠١٢٣٤٥٦٧٨"),
        ("phone_number", "＋821012345678"),  # noqa: RUF001
        ("phone_number", "withheld"),
        ("phone_number", "+82112"),
        ("phone_number", "+999123456789"),
        ("phone_number", ""),
        ("phone_number", 821012345678),
        ("customer_id", "c-1"),
        ("bookings", []),
        ("version", 9),
        ("updated_at", "2026-01-01T00:00:00Z"),
        ("tenant", "hanbit"),
        ("gsi3pk", "TENANT#hanbit#PHONE#+821055500101"),
    ],
)
def test_bad_field_400_and_nothing_changes(
    agent: Api, customer: str, field: str, value: object
) -> None:
    before = agent.get(path_of(customer)).json

    answer = agent.put(path_of(customer), customer_input(**{field: value}), If_Match='"1"')

    assert_problem(answer, 400, path_of(customer))
    assert wrong_fields(answer) == {field}
    assert agent.get(path_of(customer)).json == before


def test_names_are_kept_in_nfc(agent: Api, customer: str) -> None:
    apart = unicodedata.normalize("NFD", "각" * 100)

    answer = agent.put(
        path_of(customer), customer_input(name=apart, nickname="e\u0301"), If_Match='"1"'
    )

    assert (answer.json["name"], answer.json["nickname"]) == ("각" * 100, "é")


def test_racing_puts_with_one_etag_one_wins(agent: Api, customer: str) -> None:
    def put(number: int) -> Answer:
        phone_number = make_phone_number() if number % 2 else None
        body = customer_input(name=f"Racer {number}", phone_number=phone_number)
        return agent.put(path_of(customer), body, If_Match='"1"')

    with ThreadPoolExecutor(RACERS) as pool:
        answers = list(pool.map(put, range(RACERS)))

    assert sorted(answer.status for answer in answers) == [200] + [412] * (RACERS - 1)
    (winner,) = [answer for answer in answers if answer.status == 200]
    assert agent.get(path_of(customer)).json == winner.json


def test_customers_racing_for_one_number_one_gets_it(stack: Stack, tenant: str, agent: Api) -> None:
    number = make_phone_number()
    racers = [stack.new_customer(tenant) for _ in range(RACERS)]

    def put(customer_id: str) -> Answer:
        return agent.put(path_of(customer_id), customer_input(phone_number=number), If_Match='"1"')

    with ThreadPoolExecutor(RACERS) as pool:
        statuses = list(pool.map(lambda racer: put(racer).status, racers))

    assert sorted(statuses) == [200] + [409] * (RACERS - 1)
    assert found_ids(agent, number) == [racers[statuses.index(200)]]


def test_change_becomes_an_event_with_ids_only_that_is_audited(
    stack: Stack, tenant: str, agent: Api, customer: str
) -> None:
    number = make_phone_number()
    body = customer_input(name="SECRET", nickname="SECRET", phone_number=number, tier="premium")
    changed = agent.put(path_of(customer), body, If_Match='"1"')

    (key,) = wait_for_audit(stack, tenant, 1)

    event_id = f"{customer}.2"
    event = read_audit(stack, key).content
    assert wait_for_event(stack, event_id)["type"] == event["type"] == "CustomerUpdated.v1"
    assert event["data"] == {
        "customer_id": customer, "version": 2, "tier": "premium", "language": None,
    }  # fmt: skip
    assert event["correlationid"] == changed.headers["x-request-id"]
    assert not [text for text in ("SECRET", number) if text in str(event)]
    assert consumed(stack, "index_note", event_id) == []
    assert audit_keys(stack, tenant) == [key]
