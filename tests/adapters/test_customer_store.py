"""The contract of `ports.CustomerStore`."""

from dataclasses import replace

import pytest

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.domain.customer import Customer, CustomerProfile
from callnotes.domain.errors import Conflict, PreconditionFailed
from callnotes.ports.customers import CustomerStore
from tests.builders import (
    later,
    make_booking,
    make_change,
    make_customer,
    make_phone_number,
    make_profile,
    unique,
)
from tests.cloud import Cloud
from tests.fakes.customers import InMemoryCustomers


@pytest.fixture
def customers(side: str, cloud: Cloud) -> CustomerStore:
    if side == "fake":
        return InMemoryCustomers()
    return DynamoDBCustomers(make_client("dynamodb"), cloud.resources["Table"])


def given_customer(
    customers: CustomerStore, profile: CustomerProfile | None = None, tenant: str = "hanbit"
) -> Customer:
    customer = make_customer(profile or make_profile(), tenant=tenant)
    assert customers.create_customer(customer, make_change())
    return customer


def number_of(customer: Customer) -> str:
    assert customer.profile.phone_number is not None
    return customer.profile.phone_number


def renumbered(customer: Customer, phone_number: str | None) -> Customer:
    return customer.revised(replace(customer.profile, phone_number=phone_number), later(1))


def test_a_customer_of_the_tenant_is_known(customers: CustomerStore) -> None:
    assert customers.has_customer("hanbit", given_customer(customers).customer_id)


def test_a_customer_nobody_added_is_unknown(customers: CustomerStore) -> None:
    assert not customers.has_customer("hanbit", unique("customer"))


def test_another_tenants_customer_is_unknown(customers: CustomerStore) -> None:
    assert not customers.has_customer("meridian", given_customer(customers).customer_id)


def test_a_customer_comes_back_as_it_was_stored(customers: CustomerStore) -> None:
    bookings = (make_booking("b-2", at=later(9)), make_booking("b-1", status="delayed"))
    customer = make_customer(make_profile(nickname="", language="ko"), bookings=bookings)
    customers.create_customer(customer, make_change())
    assert customers.get_customer(customer.tenant, customer.customer_id) == customer


def test_a_customer_without_optionals_comes_back_as_it_was_stored(
    customers: CustomerStore,
) -> None:
    customer = given_customer(customers, CustomerProfile("Mina", "standard"))
    assert customers.get_customer("hanbit", customer.customer_id) == customer


def test_an_unknown_id_has_nothing(customers: CustomerStore) -> None:
    assert customers.get_customer("hanbit", unique("nobody")) is None


def test_a_customer_is_not_found_in_another_tenant(customers: CustomerStore) -> None:
    customer = given_customer(customers)
    assert customers.get_customer("meridian", customer.customer_id) is None


def test_a_customer_whose_id_is_taken_is_not_created(customers: CustomerStore) -> None:
    first = given_customer(customers)
    second = replace(first, profile=make_profile("Another"))
    assert not customers.create_customer(second, make_change())
    assert customers.get_customer("hanbit", first.customer_id) == first


def test_a_creation_whose_reply_was_lost_is_recognised_as_ones_own(
    customers: CustomerStore,
) -> None:
    customer, change = make_customer(), make_change()
    customers.create_customer(customer, change)
    assert customers.create_customer(customer, change)


def test_a_customer_with_anothers_number_is_not_created(customers: CustomerStore) -> None:
    number = number_of(given_customer(customers))
    second = make_customer(make_profile(phone_number=number))
    with pytest.raises(Conflict):
        customers.create_customer(second, make_change())
    assert customers.get_customer("hanbit", second.customer_id) is None


def test_a_customer_is_found_by_number(customers: CustomerStore) -> None:
    customer = given_customer(customers)
    assert customers.list_customers("hanbit", number_of(customer)) == [customer]


def test_a_number_nobody_has_finds_nobody(customers: CustomerStore) -> None:
    assert customers.list_customers("hanbit", make_phone_number()) == []


def test_a_number_is_not_found_in_another_tenant(customers: CustomerStore) -> None:
    number = number_of(given_customer(customers))
    assert customers.list_customers("meridian", number) == []


def test_two_tenants_have_a_customer_of_one_number_each(customers: CustomerStore) -> None:
    ours = given_customer(customers)
    theirs = given_customer(customers, make_profile(phone_number=number_of(ours)), "meridian")
    assert customers.list_customers("hanbit", number_of(ours)) == [ours]
    assert customers.list_customers("meridian", number_of(ours)) == [theirs]


def test_an_update_replaces_the_version_before(customers: CustomerStore) -> None:
    customer = given_customer(customers, make_profile(nickname="Min", language="ko"))
    updated = customer.revised(CustomerProfile("New", "premium"), later(1))
    customers.update_customer(updated, customer, make_change())
    assert customers.get_customer("hanbit", customer.customer_id) == updated


def test_an_update_that_keeps_the_number_is_found_by_it(customers: CustomerStore) -> None:
    customer = given_customer(customers)
    updated = customer.revised(replace(customer.profile, name="New"), later(1))
    customers.update_customer(updated, customer, make_change())
    assert customers.list_customers("hanbit", number_of(customer)) == [updated]


@pytest.mark.parametrize("number", [None, "another"])
def test_an_update_of_a_version_that_is_gone_is_refused(
    customers: CustomerStore, number: str | None
) -> None:
    customer = given_customer(customers)
    first = customer.revised(make_profile("First"), later(1))
    customers.update_customer(first, customer, make_change())
    second = renumbered(customer, number and make_phone_number())
    with pytest.raises(PreconditionFailed):
        customers.update_customer(second, customer, make_change())
    assert customers.get_customer("hanbit", customer.customer_id) == first


def test_a_refused_update_claims_no_number(customers: CustomerStore) -> None:
    customer, number = given_customer(customers), make_phone_number()
    customers.update_customer(renumbered(customer, None), customer, make_change())
    with pytest.raises(PreconditionFailed):
        customers.update_customer(renumbered(customer, number), customer, make_change())
    assert customers.create_customer(
        make_customer(make_profile(phone_number=number)), make_change()
    )


@pytest.mark.parametrize("moves", [False, True])
def test_an_update_whose_response_was_lost_is_recognised_at_the_retry(
    customers: CustomerStore, *, moves: bool
) -> None:
    customer, change = given_customer(customers), make_change()
    updated = renumbered(customer, make_phone_number() if moves else number_of(customer))
    customers.update_customer(updated, customer, change)
    customers.update_customer(updated, customer, change)
    assert customers.get_customer("hanbit", customer.customer_id) == updated


def test_a_request_id_that_two_requests_share_does_not_make_one_the_other(
    customers: CustomerStore,
) -> None:
    customer, change = given_customer(customers), make_change()
    customers.update_customer(renumbered(customer, make_phone_number()), customer, change)
    with pytest.raises(PreconditionFailed):
        customers.update_customer(renumbered(customer, make_phone_number()), customer, change)


def test_a_number_that_changes_is_found_and_the_old_one_is_not(customers: CustomerStore) -> None:
    customer = given_customer(customers)
    updated = renumbered(customer, make_phone_number())
    customers.update_customer(updated, customer, make_change())
    assert customers.list_customers("hanbit", number_of(updated)) == [updated]
    assert customers.list_customers("hanbit", number_of(customer)) == []


def test_a_number_that_was_given_up_may_be_anothers(customers: CustomerStore) -> None:
    customer = given_customer(customers)
    customers.update_customer(renumbered(customer, None), customer, make_change())
    successor = given_customer(customers, make_profile(phone_number=number_of(customer)))
    assert customers.list_customers("hanbit", number_of(customer)) == [successor]


def test_a_number_that_came_back_is_ones_own_again(customers: CustomerStore) -> None:
    customer = given_customer(customers)
    away = renumbered(customer, make_phone_number())
    customers.update_customer(away, customer, make_change())
    back = renumbered(away, number_of(customer))
    customers.update_customer(back, away, make_change())
    assert customers.list_customers("hanbit", number_of(customer)) == [back]


def test_another_customers_number_is_refused(customers: CustomerStore) -> None:
    customer, other = given_customer(customers), given_customer(customers)
    with pytest.raises(Conflict):
        customers.update_customer(renumbered(customer, number_of(other)), customer, make_change())
    assert customers.get_customer("hanbit", customer.customer_id) == customer
    assert customers.list_customers("hanbit", number_of(customer)) == [customer]


def test_another_tenants_customers_number_is_free(customers: CustomerStore) -> None:
    customer, theirs = given_customer(customers), given_customer(customers, tenant="meridian")
    updated = renumbered(customer, number_of(theirs))
    customers.update_customer(updated, customer, make_change())
    assert customers.list_customers("hanbit", number_of(theirs)) == [updated]
