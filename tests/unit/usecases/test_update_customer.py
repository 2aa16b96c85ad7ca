import pytest

from callnotes.domain.actor import Actor, Role
from callnotes.domain.customer import Customer, CustomerProfile
from callnotes.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
)
from callnotes.usecases.update_customer import update_customer
from tests.builders import later, make_actor, make_booking, make_change, make_customer, make_profile
from tests.fakes.customers import InMemoryCustomers

NEW = CustomerProfile("New", "premium")


class Desk:
    """Calls update_customer with fakes that hold one customer."""

    def __init__(self, customers: InMemoryCustomers) -> None:
        self.customers = customers
        self.customer = make_customer(bookings=(make_booking(),))
        customers.create_customer(self.customer, make_change())

    def update(
        self,
        profile: CustomerProfile = NEW,
        actor: Actor | None = None,
        if_match: str | None = '"1"',
    ) -> Customer:
        return update_customer(
            self.customer.customer_id,
            profile,
            make_change(actor, at=later(5)),
            if_match=if_match,
            customers=self.customers,
        )

    def standing(self) -> Customer | None:
        return self.customers.get_customer("hanbit", self.customer.customer_id)


@pytest.fixture
def desk(customers: InMemoryCustomers) -> Desk:
    return Desk(customers)


@pytest.mark.parametrize("role", Role)
def test_all_staff_of_the_tenant_replace_the_profile(desk: Desk, role: Role) -> None:
    assert desk.update(actor=make_actor(role=role)).profile == NEW


def test_an_update_is_stored(desk: Desk) -> None:
    assert desk.update() == desk.standing()


def test_an_update_counts_the_version_and_tells_the_time(desk: Desk) -> None:
    updated = desk.update()
    assert (updated.version, updated.updated_at) == (2, later(5))


def test_an_update_keeps_the_bookings(desk: Desk) -> None:
    assert desk.update().bookings == desk.customer.bookings


def test_another_tenants_customer_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.update(actor=make_actor("meridian"), if_match=None)


def test_a_missing_if_match_is_asked_for(desk: Desk) -> None:
    with pytest.raises(PreconditionRequired):
        desk.update(if_match=None)


def test_a_malformed_if_match_is_invalid(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.update(if_match="1")


def test_a_stale_if_match_is_refused(desk: Desk) -> None:
    desk.update()
    with pytest.raises(PreconditionFailed):
        desk.update(if_match='"1"')


def test_another_customers_number_is_a_conflict(desk: Desk) -> None:
    other = make_customer()
    desk.customers.create_customer(other, make_change())
    with pytest.raises(Conflict):
        desk.update(make_profile(phone_number=other.profile.phone_number))
    assert desk.standing() == desk.customer
