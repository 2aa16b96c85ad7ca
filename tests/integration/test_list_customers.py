"""GET /v1/customers?phone=: who has a number, in any common spelling."""

from dataclasses import replace
from urllib.parse import quote

import pytest

from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.domain.customer import CustomerProfile
from tests.builders import make_phone_number, make_profile
from tests.stack.http import Answer, Api, Json
from tests.stack.problems import assert_problem, wrong_fields
from tests.stack.stack import Stack

CUSTOMERS = "/v1/customers"
NOBODY: Json = {"items": [], "next": None}
PROFILE = CustomerProfile("정다은", "standard", phone_number="+821012345678")


def find(api: Api, phone: str) -> Answer:
    return api.get(f"{CUSTOMERS}?phone={quote(phone, safe='')}")


@pytest.fixture
def korean(stack: Stack, tenant: str) -> str:
    """A customer of a Korean tenant."""
    set_region(stack, tenant, "KR")
    return stack.new_customer(tenant, profile=PROFILE)


def set_region(stack: Stack, tenant: str, region: str) -> None:
    tenants = DynamoDBTenants(stack.clients.dynamodb, stack.output("TableName"))
    tenants.set_phone_region(tenant, region)


@pytest.mark.parametrize(
    "phone",
    ["010-1234-5678", "+82 10 1234 5678", "+821012345678", "(010) 1234.5678", "82-10-1234-5678"],
)
def test_customer_is_found_in_any_common_spelling(agent: Api, korean: str, phone: str) -> None:
    answer = find(agent, phone)

    assert answer.status == 200
    assert answer.json == {"items": [agent.get(f"{CUSTOMERS}/{korean}").json], "next": None}


def test_plus_sign_that_was_not_escaped_is_one(agent: Api, korean: str) -> None:
    answer = agent.get(f"{CUSTOMERS}?phone=+821012345678")

    assert [customer["customer_id"] for customer in answer.json["items"]] == [korean]


def test_number_without_country_code_is_read_in_the_tenants_own_region(
    stack: Stack, tenant: str, agent: Api
) -> None:
    set_region(stack, tenant, "US")
    profile = replace(PROFILE, phone_number="+12025550101")
    customer_id = stack.new_customer(tenant, profile=profile)

    found = find(agent, "(202) 555-0101").json["items"]

    assert [customer["customer_id"] for customer in found] == [customer_id]


@pytest.mark.usefixtures("korean")
def test_number_is_found_in_no_other_tenant(agent: Api, foreign_agent: Api) -> None:
    assert find(foreign_agent, "+821012345678").json == NOBODY
    assert find(agent, make_phone_number()).json == NOBODY


def test_customer_of_the_same_number_in_each_tenant_is_ones_own(
    stack: Stack, agent: Api, korean: str
) -> None:
    other = stack.new_tenant()
    stack.new_customer(other, profile=make_profile("Theirs", phone_number="+821012345678"))

    found = find(agent, "+821012345678").json["items"]

    assert [customer["customer_id"] for customer in found] == [korean]


@pytest.mark.usefixtures("korean")
@pytest.mark.parametrize(
    "phone",
    ["withheld", "anonymous", "112", "12345", "", "+", "+82", "%", "\x00", "9" * 65, "고객"],
)
def test_what_is_no_number_is_a_400(agent: Api, phone: str) -> None:
    answer = find(agent, phone)

    assert_problem(answer, 400, CUSTOMERS)
    assert wrong_fields(answer) == {"phone"}


@pytest.mark.parametrize("query", ["", "?", "?limit=20", "?phone=%2B82101&phone=%2B82102"])
def test_phone_must_be_sent_once(agent: Api, query: str) -> None:
    answer = agent.get(CUSTOMERS + query)

    assert_problem(answer, 400, CUSTOMERS)
    assert wrong_fields(answer) == {"phone"}
