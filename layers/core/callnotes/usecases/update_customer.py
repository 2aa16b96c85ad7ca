"""Replace a customer's profile."""

from callnotes.domain.change import Change
from callnotes.domain.customer import Customer, CustomerProfile
from callnotes.domain.versions import require_version
from callnotes.ports.customers import CustomerStore
from callnotes.usecases.get_customer import get_customer


def update_customer(
    customer_id: str,
    profile: CustomerProfile,
    change: Change,
    *,
    if_match: str | None,
    customers: CustomerStore,
) -> Customer:
    """Return the new version.

    Raises NotFound, PreconditionRequired without `if_match`, Invalid when that is no version,
    PreconditionFailed when it is stale, Conflict when another customer has the number.
    """
    customer = get_customer(customer_id, change.actor, customers)
    require_version(if_match, customer.version)
    revised = customer.revised(profile, change.at)
    customers.update_customer(revised, customer, change)
    return revised
