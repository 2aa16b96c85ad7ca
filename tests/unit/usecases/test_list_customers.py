import pytest

from callnotes.domain.customer import Customer
from callnotes.domain.errors import Invalid
from callnotes.usecases.list_customers import list_customers
from tests.builders import make_actor, make_change, make_customer, make_profile
from tests.fakes.customers import InMemoryCustomers
from tests.fakes.tenants import InMemoryTenants

NUMBER = "+821012345678"


@pytest.fixture
def tenants() -> InMemoryTenants:
    return InMemoryTenants({"hanbit": "KR", "meridian": "US"})


@pytest.fixture
def customer(customers: InMemoryCustomers) -> Customer:
    customer = make_customer(make_profile(phone_number=NUMBER))
    customers.create_customer(customer, make_change())
    return customer


@pytest.mark.parametrize("phone", ["010-1234-5678", "+82 10 1234 5678", NUMBER])
def test_a_customer_is_found_in_any_common_spelling(
    customers: InMemoryCustomers, tenants: InMemoryTenants, customer: Customer, phone: str
) -> None:
    found = list_customers(make_actor(), phone=phone, customers=customers, tenants=tenants)
    assert found == [customer]


def test_a_number_nobody_has_finds_nobody(
    customers: InMemoryCustomers, tenants: InMemoryTenants
) -> None:
    phone = "010-9999-0000"
    assert list_customers(make_actor(), phone=phone, customers=customers, tenants=tenants) == []


@pytest.mark.usefixtures("customer")
def test_another_tenants_customer_is_not_found(
    customers: InMemoryCustomers, tenants: InMemoryTenants
) -> None:
    actor = make_actor("meridian")
    assert list_customers(actor, phone=NUMBER, customers=customers, tenants=tenants) == []


def test_a_number_is_read_as_it_is_dialled_in_the_tenants_region(
    customers: InMemoryCustomers, tenants: InMemoryTenants
) -> None:
    profile = make_profile(phone_number="+12025550101")
    customer = make_customer(profile, tenant="meridian")
    customers.create_customer(customer, make_change())
    found = list_customers(
        make_actor("meridian"), phone="(202) 555-0101", customers=customers, tenants=tenants
    )
    assert found == [customer]


@pytest.mark.parametrize("phone", ["withheld", "112", "", "+", "02-"])
def test_what_is_no_number_is_invalid(
    customers: InMemoryCustomers, tenants: InMemoryTenants, phone: str
) -> None:
    with pytest.raises(Invalid, match="phone: is no phone number"):
        list_customers(make_actor(), phone=phone, customers=customers, tenants=tenants)


@pytest.mark.usefixtures("customer")
def test_a_tenant_without_a_region_needs_the_country_code(customers: InMemoryCustomers) -> None:
    tenants = InMemoryTenants()
    assert list_customers(make_actor(), phone=NUMBER, customers=customers, tenants=tenants)
    with pytest.raises(Invalid):
        list_customers(make_actor(), phone="010-1234-5678", customers=customers, tenants=tenants)
