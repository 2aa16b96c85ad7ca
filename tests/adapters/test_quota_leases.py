"""What every counter of leases must do; the fake does it too."""

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_quota import DynamoDBQuota, quota_key
from callnotes.adapters.note_items import from_wire, to_wire
from callnotes.ports.service import QuotaLeases
from tests.builders import unique
from tests.cloud import Cloud
from tests.fakes.quota import FakeQuota

WINDOW = 1_772_366_400


@pytest.fixture
def table(cloud: Cloud) -> str:
    return cloud.resources["Table"]


@pytest.fixture
def leases(side: str, table: str) -> QuotaLeases:
    return FakeQuota() if side == "fake" else DynamoDBQuota(table)


@pytest.fixture
def tenant() -> str:
    return unique("tenant")


def test_leases_are_granted_up_to_the_most(leases: QuotaLeases, tenant: str) -> None:
    assert [leases.lease(tenant, WINDOW, 4, 10) for _ in range(4)] == [True, True, False, False]


def test_all_of_the_most_is_granted(leases: QuotaLeases, tenant: str) -> None:
    assert [leases.lease(tenant, WINDOW, 5, 10) for _ in range(3)] == [True, True, False]


def test_more_than_the_most_is_never_granted(leases: QuotaLeases, tenant: str) -> None:
    assert leases.lease(tenant, WINDOW, 1, 0) is False


def test_another_window_counts_anew(leases: QuotaLeases, tenant: str) -> None:
    assert leases.lease(tenant, WINDOW, 10, 10)
    assert leases.lease(tenant, WINDOW + 10, 10, 10)


def test_another_tenant_has_a_counter_of_its_own(leases: QuotaLeases, tenant: str) -> None:
    assert leases.lease(tenant, WINDOW, 10, 10)
    assert leases.lease(unique("tenant"), WINDOW, 10, 10)


def test_counter_expires_after_its_window(table: str, tenant: str) -> None:
    DynamoDBQuota(table).lease(tenant, WINDOW, 3, 10)
    key = to_wire(quota_key(tenant, WINDOW))
    item = from_wire(make_client("dynamodb").get_item(TableName=table, Key=key)["Item"])
    assert item["leased"] == 3
    assert item["expires_at"] > WINDOW + 10
