"""Check that a note is about a customer of the tenant."""

from callnotes.domain.errors import FieldError, Invalid
from callnotes.domain.note import NoteContent
from callnotes.ports.customers import CustomerStore


def check_customer(content: NoteContent, tenant: str, customers: CustomerStore) -> None:
    """Raise Invalid when the content names a customer the tenant does not have."""
    customer_id = content.customer_id
    if customer_id is not None and not customers.has_customer(tenant, customer_id):
        raise Invalid(FieldError("customer_id", "is not a customer of your contact center"))
