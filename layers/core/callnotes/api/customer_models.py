"""Customers in bodies of requests and responses. Absent optionals are null."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from callnotes.api.note_models import Time
from callnotes.api.text import Text, characters
from callnotes.domain.customer import (
    MAX_NAME_CHARACTERS,
    MAX_NICKNAME_CHARACTERS,
    BookingStatus,
    Customer,
    CustomerProfile,
    Tier,
)
from callnotes.domain.note import Language
from callnotes.domain.phone import is_e164


def _check_phone_number(text: str) -> str:
    if not is_e164(text):
        raise PydanticCustomError("phone_number", "must be a phone number in E.164: +821012345678")
    return text


Name = Annotated[
    Text,
    characters(1, MAX_NAME_CHARACTERS),
    Field(json_schema_extra={"minLength": 1, "maxLength": MAX_NAME_CHARACTERS}),
]
Nickname = Annotated[
    Text,
    characters(0, MAX_NICKNAME_CHARACTERS),
    Field(json_schema_extra={"maxLength": MAX_NICKNAME_CHARACTERS}),
]
PhoneNumber = Annotated[
    str,
    AfterValidator(_check_phone_number),
    Field(description="E.164.", json_schema_extra={"pattern": "^\\+[1-9][0-9]{6,14}$"}),
]


class CustomerInput(BaseModel):
    """What a client sends to replace a customer's profile: the domain's, checked."""

    model_config = ConfigDict(extra="forbid", strict=True)

    name: Name
    tier: Tier
    nickname: Nickname | None = None
    phone_number: PhoneNumber | None = None
    language: Language | None = None

    def to_profile(self) -> CustomerProfile:
        """Return the domain's profile, which has the same fields."""
        return CustomerProfile(**dict(self))


class BookingOutput(BaseModel):
    """A booking as clients see it."""

    booking_id: str
    flight_number: str
    departs_at: Time
    status: BookingStatus


class CustomerOutput(BaseModel):
    """A customer as clients see it; bookings are in order of departure."""

    customer_id: str
    name: str
    nickname: str | None
    phone_number: str | None
    tier: Tier
    language: Language | None
    bookings: tuple[BookingOutput, ...]
    version: Annotated[int, Field(ge=1)]
    updated_at: Time

    @classmethod
    def of(cls, customer: Customer) -> "CustomerOutput":
        """Return the client's view of a customer."""
        bookings = tuple(vars(booking) for booking in customer.bookings)
        return cls.model_validate(vars(customer.profile) | vars(customer) | {"bookings": bookings})


class CustomerPageOutput(BaseModel):
    """The customers that were found, at most one; there is never a next page."""

    items: list[CustomerOutput]
    next: None = None

    @classmethod
    def of(cls, found: list[Customer]) -> "CustomerPageOutput":
        """Return the client's view of what was found."""
        return cls(items=[CustomerOutput.of(customer) for customer in found])
