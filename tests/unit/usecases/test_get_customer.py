import pytest

from callnotes.domain.actor import Actor, Role
from callnotes.domain.errors import NotFound
from callnotes.usecases.get_customer import get_customer
from tests.builders import make_actor, make_change, make_customer
from tests.fakes.customers import InMemoryCustomers


@pytest.mark.parametrize("role", Role)
def test_all_staff_of_the_tenant_get_a_customer(customers: InMemoryCustomers, role: Role) -> None:
    customer = get_customer("customer-1", make_actor(role=role), customers)
    assert customer == customers.get_customer("hanbit", "customer-1")


@pytest.mark.parametrize("actor", [make_actor("meridian"), make_actor("meridian", role=Role.ADMIN)])
def test_another_tenants_customer_is_not_found(customers: InMemoryCustomers, actor: Actor) -> None:
    with pytest.raises(NotFound):
        get_customer("customer-1", actor, customers)


@pytest.mark.parametrize("customer_id", ["", "nobody", "a" * 65, "a#b", "고객", "../x", "a\n"])
def test_what_is_no_id_is_not_found(customers: InMemoryCustomers, customer_id: str) -> None:
    if customer_id not in ("", "nobody"):
        customers.create_customer(make_customer(customer_id=customer_id), make_change())
    with pytest.raises(NotFound):
        get_customer(customer_id, make_actor(), customers)
