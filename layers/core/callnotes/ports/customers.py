"""What the use cases of customers need from outside."""

from typing import Protocol

from callnotes.domain.change import Change
from callnotes.domain.customer import Customer


class CustomerStore(Protocol):
    """Customers by id and by phone number, which is one customer's in a tenant."""

    def has_customer(self, tenant: str, customer_id: str) -> bool:
        """Return whether the tenant has this customer."""

    def create_customer(self, customer: Customer, change: Change) -> bool:
        """Store the customer unless the id is taken; return whether this call did.

        Raises Conflict when the number is another customer's.
        """

    def get_customer(self, tenant: str, customer_id: str) -> Customer | None:
        """Return the customer, strongly consistent."""

    def list_customers(self, tenant: str, phone_number: str) -> list[Customer]:
        """Return the customers with the number (E.164), at most one; eventually consistent."""

    def update_customer(self, customer: Customer, former: Customer, change: Change) -> None:
        """Replace the former version.

        Raises PreconditionFailed when it is gone, Conflict when the number is another customer's.
        """


class TenantStore(Protocol):
    """Settings of contact centers."""

    def get_phone_region(self, tenant: str) -> str | None:
        """Return the region (ISO 3166-1) in which numbers without a country code are read."""

    def set_phone_region(self, tenant: str, region: str) -> None:
        """Set that region."""
