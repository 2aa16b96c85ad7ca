from dataclasses import dataclass, field
from threading import Lock

from callnotes.domain.change import Change
from callnotes.domain.customer import Customer
from callnotes.domain.errors import Conflict, PreconditionFailed

type Key = tuple[str, str]
type Row = tuple[Customer, str]


@dataclass
class InMemoryCustomers:
    """`ports.CustomerStore` in a dictionary: each customer, and the request that wrote it."""

    _rows: dict[Key, Row] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def has_customer(self, tenant: str, customer_id: str) -> bool:
        return (tenant, customer_id) in self._rows

    def create_customer(self, customer: Customer, change: Change) -> bool:
        with self._lock:
            row = self._rows.get(_key(customer))
            if row is None:
                self._put(customer, change)
            return row is None or row == (customer, change.request_id)

    def get_customer(self, tenant: str, customer_id: str) -> Customer | None:
        row = self._rows.get((tenant, customer_id))
        return row[0] if row else None

    def list_customers(self, tenant: str, phone_number: str) -> list[Customer]:
        return [
            customer
            for customer, _ in self._rows.values()
            if (customer.tenant, customer.profile.phone_number) == (tenant, phone_number)
        ]

    def update_customer(self, customer: Customer, former: Customer, change: Change) -> None:
        with self._lock:
            row = self._rows[_key(customer)]
            if row[0].version == former.version:
                self._put(customer, change)
            elif row != (customer, change.request_id):
                raise PreconditionFailed("Somebody has changed it since you read it.")

    def _put(self, customer: Customer, change: Change) -> None:
        number = customer.profile.phone_number
        holders = self.list_customers(customer.tenant, number) if number else []
        if any(holder.customer_id != customer.customer_id for holder in holders):
            raise Conflict("Another customer has this phone number.")
        self._rows[_key(customer)] = customer, change.request_id


def _key(customer: Customer) -> Key:
    return customer.tenant, customer.customer_id
