"""Get a customer of the tenant: also the first step of a change to one."""

from callnotes.domain.actor import Actor
from callnotes.domain.customer import Customer
from callnotes.domain.errors import NotFound
from callnotes.domain.identity import is_customer_id
from callnotes.ports.customers import CustomerStore


def get_customer(customer_id: str, actor: Actor, customers: CustomerStore) -> Customer:
    """Return the customer; raise NotFound when the actor's tenant has none of this id."""
    known = is_customer_id(customer_id)
    customer = customers.get_customer(actor.tenant, customer_id) if known else None
    if customer is None:
        raise NotFound("There is no such customer, or it is not visible to you.")
    return customer
