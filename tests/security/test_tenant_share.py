"""One tenant's flood takes nothing of another tenant's share."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from callnotes.adapters.dynamodb_quota import quota_key
from callnotes.domain.quota import WINDOW_SECONDS
from tests.stack.http import Answer, Api
from tests.stack.polling import eventually
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack

NOTES = "/v1/notes"
MINUTES = 2


@pytest.fixture
def flooded(stack: Stack, tenant: str, agent: Api) -> Api:
    """An agent whose tenant has leased all of its share, for the next minutes."""
    now = int(time.time()) // WINDOW_SECONDS * WINDOW_SECONDS
    for window in range(now, now + MINUTES * 60, WINDOW_SECONDS):
        stack.put_item({**quota_key(tenant, window), "leased": 1_000_000})
    return agent


def flood(api: Api, count: int = 20) -> list[Answer]:
    with ThreadPoolExecutor(2) as clients:
        return list(clients.map(lambda _: api.get(NOTES), range(count)))


def test_flood_of_one_tenant_gets_429_and_another_tenant_is_served(
    flooded: Api, foreign_agent: Api
) -> None:
    refused = eventually(lambda: [a for a in flood(flooded) if a.status == 429])[0]

    assert_problem(refused, 429, NOTES)
    assert 1 <= int(refused.headers["Retry-After"]) <= WINDOW_SECONDS
    assert foreign_agent.get(NOTES).status == 200


def test_public_route_is_served_while_a_tenant_is_refused(flooded: Api, stack: Stack) -> None:
    assert eventually(lambda: 429 in {answer.status for answer in flood(flooded)})
    assert stack.anonymous.get("/v1/health").status == 200


def test_busy_tenant_leases_from_the_counter_of_its_own(
    stack: Stack, tenant: str, agent: Api
) -> None:
    """The permission to lease is there: without it these requests were errors."""

    def leased() -> bool:
        began = int(time.time()) // WINDOW_SECONDS * WINDOW_SECONDS
        assert {answer.status for answer in flood(agent, 60)} == {200}
        return any(
            stack.get_item(quota_key(tenant, window))
            for window in range(began, int(time.time()) + 1, WINDOW_SECONDS)
        )

    assert eventually(leased)
