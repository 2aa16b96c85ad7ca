"""The routes of customers and what each takes."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from callnotes.api.customer_models import CustomerInput, CustomerOutput, CustomerPageOutput
from callnotes.api.inputs import PATH, IfMatch, In, Input
from callnotes.api.route import STAFF, Route

CustomerId = Annotated[str, PATH, Field(description="The customer.")]

MAX_PHONE_CHARACTERS = 64
# In a query a `+` that is not escaped is a space: https://url.spec.whatwg.org/#urlencoded-parsing
_UNESCAPED_PLUS = re.compile(r" (?=[1-9])")


def _restore_plus(phone: str) -> str:
    return "+" + phone[1:] if _UNESCAPED_PLUS.match(phone) else phone


_ETAG = {"ETag": "The version in quotes."}


class ListCustomersInput(Input):
    """Whose number."""

    phone: Annotated[
        str,
        In("query", errors=(400,), required=True),
        AfterValidator(_restore_plus),
        Field(
            min_length=1,
            max_length=MAX_PHONE_CHARACTERS,
            description="A phone number in any common spelling; without a country code, as it is "
            "dialled in the contact center's own country.",
        ),
    ]


class GetCustomerInput(Input):
    """Which customer."""

    customer_id: CustomerId


class UpdateCustomerInput(Input):
    """Which version of which customer, and what takes the place of the profile."""

    customer_id: CustomerId
    if_match: IfMatch = None
    body: Annotated[CustomerInput, In("body", errors=(400, 409, 413, 415))]


LIST_CUSTOMERS = Route(
    name="list_customers",
    method="GET",
    path="/v1/customers",
    summary="Find a customer by phone number",
    input=ListCustomersInput,
    roles=STAFF,
    response=CustomerPageOutput,
)
GET_CUSTOMER = Route(
    name="get_customer",
    method="GET",
    path="/v1/customers/{customer_id}",
    summary="Get a customer",
    input=GetCustomerInput,
    roles=STAFF,
    response=CustomerOutput,
    headers=_ETAG,
)
UPDATE_CUSTOMER = Route(
    name="update_customer",
    method="PUT",
    path="/v1/customers/{customer_id}",
    summary="Replace what is kept about a customer",
    input=UpdateCustomerInput,
    roles=STAFF,
    response=CustomerOutput,
    headers=_ETAG,
)
