"""The contract of `ports.CustomerReader`."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.customer_items import customer_key
from callnotes.adapters.dynamodb_customer_facts import DynamoDBCustomerFacts
from callnotes.adapters.note_items import to_wire
from callnotes.domain.escalation import CustomerFacts
from callnotes.ports import CustomerReader
from tests.builders import unique
from tests.cloud import Cloud
from tests.fakes.workflow import InMemoryCustomerFacts


@dataclass(frozen=True)
class World:
    customers: CustomerReader
    add: Callable[[str, CustomerFacts], None]


@pytest.fixture
def world(side: str, cloud: Cloud) -> World:
    return make_fake() if side == "fake" else make_adapter(cloud.resources["Table"])


def make_fake() -> World:
    fake = InMemoryCustomerFacts()

    def add(customer_id: str, facts: CustomerFacts) -> None:
        fake.facts["hanbit", customer_id] = facts

    return World(fake, add)


def make_adapter(table: str) -> World:
    client = make_client("dynamodb")

    def add(customer_id: str, facts: CustomerFacts) -> None:
        bookings = [{"status": status} for status in facts.booking_statuses]
        item = customer_key("hanbit", customer_id) | {"tier": facts.tier, "bookings": bookings}
        client.put_item(TableName=table, Item=to_wire(item))

    return World(DynamoDBCustomerFacts(client, table), add)


def test_tier_and_bookings_are_read(world: World) -> None:
    customer_id = unique("customer")
    facts = CustomerFacts("premium", ("cancelled", "confirmed"))
    world.add(customer_id, facts)
    assert world.customers.get_facts("hanbit", customer_id) == facts


def test_another_tenants_customer_is_nobody_known(world: World) -> None:
    customer_id = unique("customer")
    world.add(customer_id, CustomerFacts("premium", ("cancelled",)))
    assert world.customers.get_facts("meridian", customer_id) == CustomerFacts("standard", ())
