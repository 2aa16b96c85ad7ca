"""List the customers who have a phone number: one, or none."""

from callnotes.domain.actor import Actor
from callnotes.domain.customer import Customer
from callnotes.domain.errors import FieldError, Invalid
from callnotes.domain.phone import to_e164
from callnotes.ports.customers import CustomerStore, TenantStore


def list_customers(
    actor: Actor, *, phone: str, customers: CustomerStore, tenants: TenantStore
) -> list[Customer]:
    """Return who of the tenant has the number, in whatever spelling it comes.

    Raises Invalid when it is no number, as it is dialled from abroad or in the tenant's region.
    """
    number = to_e164(phone, None) or to_e164(phone, tenants.get_phone_region(actor.tenant))
    if number is None:
        raise Invalid(FieldError("phone", "is no phone number; begin it with + and a country code"))
    return customers.list_customers(actor.tenant, number)
