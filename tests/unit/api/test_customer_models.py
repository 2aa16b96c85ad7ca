"""Customers in bodies of requests and responses, and the number that is asked for."""

import json
import unicodedata

import pytest
from pydantic import ValidationError

from callnotes.api.customer_models import CustomerInput, CustomerOutput, CustomerPageOutput
from callnotes.api.customer_routes import ListCustomersInput
from callnotes.domain.customer import CustomerProfile
from tests.builders import make_booking, make_customer

SMALLEST = {"name": "Mina", "tier": "standard"}


def read(**fields: object) -> CustomerProfile:
    return CustomerInput.model_validate_json(json.dumps(SMALLEST | fields)).to_profile()


def test_a_customer_has_the_fields_of_the_contract_and_no_other() -> None:
    customer = make_customer(bookings=(make_booking(),))
    document = json.loads(CustomerOutput.of(customer).model_dump_json())
    assert list(document) == [
        "customer_id", "name", "nickname", "phone_number", "tier", "language", "bookings",
        "version", "updated_at",
    ]  # fmt: skip
    assert document["bookings"] == [
        {
            "booking_id": "b-1",
            "flight_number": "KE712",
            "departs_at": "2026-03-01T12:00:00.123456Z",
            "status": "confirmed",
        }
    ]


def test_an_empty_page_has_no_next() -> None:
    assert json.loads(CustomerPageOutput.of([]).model_dump_json()) == {"items": [], "next": None}


def test_absent_optionals_are_null() -> None:
    assert read() == CustomerProfile("Mina", "standard", None, None, None)


def test_text_is_kept_in_nfc() -> None:
    apart = unicodedata.normalize("NFD", "각" * 50)
    profile = read(name=apart, nickname=apart)
    assert (profile.name, profile.nickname) == ("각" * 50, "각" * 50)


@pytest.mark.parametrize(
    "fields",
    [{"name": "n"}, {"name": "n" * 100}, {"nickname": ""}, {"nickname": "n" * 50}],
)
def test_lengths_at_the_limits_are_fine(fields: dict[str, str]) -> None:
    assert vars(read(**fields)).items() >= fields.items()


@pytest.mark.parametrize("field", ["name", "tier"])
def test_a_name_and_a_tier_are_required(field: str) -> None:
    body = {name: value for name, value in SMALLEST.items() if name != field}
    with pytest.raises(ValidationError, match=field):
        CustomerInput.model_validate_json(json.dumps(body))


@pytest.mark.parametrize(
    ("sent", "phone"),
    [
        (" 821012345678", "+821012345678"),
        (" 82 10 1234 5678", "+82 10 1234 5678"),
        ("010 1234 5678", "010 1234 5678"),
        (" 010 1234 5678", " 010 1234 5678"),
        ("+821012345678", "+821012345678"),
    ],
)
def test_a_plus_sign_that_was_not_escaped_comes_back(sent: str, phone: str) -> None:
    assert ListCustomersInput(phone=sent).phone == phone
