"""The contract of `ports.CustomerStore`."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers, customer_key
from callnotes.adapters.note_items import to_wire
from callnotes.ports import CustomerStore
from tests.builders import unique
from tests.cloud import Cloud
from tests.fakes.customers import InMemoryCustomers


@dataclass(frozen=True)
class World:
    customers: CustomerStore
    add: Callable[[str, str], None]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud.resources["Table"])


def make_fake() -> World:
    fake = InMemoryCustomers()
    return World(fake, lambda tenant, customer_id: fake.customers.add((tenant, customer_id)))


def make_adapter(table: str) -> World:
    client = make_client("dynamodb")

    def add(tenant: str, customer_id: str) -> None:
        client.put_item(TableName=table, Item=to_wire(customer_key(tenant, customer_id)))

    return World(DynamoDBCustomers(client, table), add)


def test_a_customer_of_the_tenant_is_known(world: World) -> None:
    customer_id = unique("customer")
    world.add("hanbit", customer_id)
    assert world.customers.has_customer("hanbit", customer_id)


def test_a_customer_nobody_added_is_unknown(world: World) -> None:
    assert not world.customers.has_customer("hanbit", unique("customer"))


def test_another_tenants_customer_is_unknown(world: World) -> None:
    customer_id = unique("customer")
    world.add("meridian", customer_id)
    assert not world.customers.has_customer("hanbit", customer_id)
