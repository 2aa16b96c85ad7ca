"""Customers and claims of their numbers as items of the table; docs/data-model.md shows them."""

from dataclasses import MISSING, fields
from typing import Any

from callnotes.adapters.note_items import Item, proof_of
from callnotes.domain.change import Change
from callnotes.domain.customer import Booking, Customer, CustomerProfile
from callnotes.domain.times import from_time_text, to_time_text

CUSTOMER_ATTRIBUTES = frozenset(field.name for field in fields(CustomerProfile)) | {
    *("gsi3pk", "gsi3sk"),
}


def customer_key(tenant: str, customer_id: str) -> Item:
    """Return the primary key of a customer."""
    return {"pk": f"TENANT#{tenant}#CUSTOMER#{customer_id}", "sk": "CUSTOMER"}


def claim_key(tenant: str, phone_number: str) -> Item:
    """Return the primary key of the item that says whose a number is."""
    return {"pk": phone_partition(tenant, phone_number), "sk": "CLAIM"}


def phone_partition(tenant: str, phone_number: str) -> str:
    """Return the partition of gsi3 that holds who has a number."""
    return f"TENANT#{tenant}#PHONE#{phone_number}"


def customer_to_item(customer: Customer, change: Change) -> Item:
    """Return all of the customer's attributes."""
    number = customer.profile.phone_number
    return {
        **customer_key(customer.tenant, customer.customer_id),
        "entity": "customer",
        "tenant": customer.tenant,
        "customer_id": customer.customer_id,
        **vars(customer.profile),
        "bookings": [_booking_to_map(booking) for booking in customer.bookings],
        "version": customer.version,
        "updated_at": to_time_text(customer.updated_at),
        "gsi3pk": phone_partition(customer.tenant, number) if number else None,
        "gsi3sk": "CUSTOMER" if number else None,
        **proof_of(change),
    }


def claim_to_item(tenant: str, phone_number: str, customer_id: str) -> Item:
    """Return the item that says whose a number is."""
    key = claim_key(tenant, phone_number)
    return {**key, "entity": "phone_claim", "tenant": tenant, "customer_id": customer_id}


def customer_from_item(item: Item) -> Customer:
    """Read a customer; raise KeyError, TypeError or ValueError if malformed."""
    return Customer(
        customer_id=item["customer_id"],
        tenant=item["tenant"],
        profile=_profile_from_item(item),
        bookings=tuple(_booking_from_map(booking) for booking in item["bookings"]),
        version=int(item["version"]),
        updated_at=from_time_text(item["updated_at"]),
    )


def _profile_from_item(item: Item) -> CustomerProfile:
    held = {
        field.name: item[field.name]
        for field in fields(CustomerProfile)
        if field.default is MISSING or field.name in item
    }
    return CustomerProfile(**held)


def _booking_to_map(booking: Booking) -> dict[str, Any]:
    return vars(booking) | {"departs_at": to_time_text(booking.departs_at)}


def _booking_from_map(held: dict[str, Any]) -> Booking:
    return Booking(**held | {"departs_at": from_time_text(held["departs_at"])})
