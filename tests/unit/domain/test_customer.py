"""Customers and their bookings."""

from callnotes.domain.customer import CustomerProfile
from tests.builders import NOON, later, make_booking, make_customer


def test_bookings_are_in_order_of_departure() -> None:
    late, early = make_booking("a", at=later(9)), make_booking("b", at=NOON)
    assert make_customer(bookings=(late, early)).bookings == (early, late)


def test_bookings_of_one_moment_are_in_order_of_their_ids() -> None:
    second, first = make_booking("b"), make_booking("a")
    assert make_customer(bookings=(second, first)).bookings == (first, second)


def test_a_revision_is_the_next_version() -> None:
    customer = make_customer(version=3, bookings=(make_booking(),))
    profile = CustomerProfile("New", "premium")
    revised = customer.revised(profile, later(5))
    assert (revised.version, revised.updated_at, revised.profile) == (4, later(5), profile)
    assert (revised.customer_id, revised.bookings) == (customer.customer_id, customer.bookings)
