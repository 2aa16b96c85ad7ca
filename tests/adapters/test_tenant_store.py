"""The contract of `ports.TenantStore`."""

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.ports.customers import TenantStore
from tests.builders import unique
from tests.cloud import Cloud
from tests.fakes.tenants import InMemoryTenants


@pytest.fixture
def tenants(side: str, cloud: Cloud) -> TenantStore:
    if side == "fake":
        return InMemoryTenants()
    return DynamoDBTenants(make_client("dynamodb"), cloud.resources["Table"])


def test_a_region_that_was_set_is_the_tenants(tenants: TenantStore) -> None:
    tenant = unique("tenant")
    tenants.set_phone_region(tenant, "KR")
    assert tenants.get_phone_region(tenant) == "KR"


def test_a_region_that_is_set_again_is_replaced(tenants: TenantStore) -> None:
    tenant = unique("tenant")
    tenants.set_phone_region(tenant, "KR")
    tenants.set_phone_region(tenant, "US")
    assert tenants.get_phone_region(tenant) == "US"


def test_a_tenant_without_settings_has_no_region(tenants: TenantStore) -> None:
    tenants.set_phone_region(unique("tenant"), "KR")
    assert tenants.get_phone_region(unique("tenant")) is None
