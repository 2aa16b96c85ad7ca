"""GET /v1/customers/{customer_id}: the customer with their bookings, for the tenant's staff."""

from datetime import UTC, datetime, timedelta

import pytest

from callnotes.domain.customer import Booking
from tests.builders import make_profile
from tests.stack.http import Api
from tests.stack.problems import assert_problem
from tests.stack.stack import Stack

DEPARTURE = datetime(2027, 1, 1, 9, tzinfo=UTC)


def path_of(customer_id: str) -> str:
    return f"/v1/customers/{customer_id}"


def test_customer_has_the_contracts_fields_and_bookings_by_departure(
    stack: Stack, tenant: str, agent: Api
) -> None:
    bookings = (
        Booking("b-2", "KE086", DEPARTURE + timedelta(days=7), "confirmed"),
        Booking("b-1", "KE085", DEPARTURE, "cancelled"),
    )
    profile = make_profile("정다은", nickname="다은님", tier="premium", language="ko")
    customer_id = stack.new_customer(tenant, profile=profile, bookings=bookings)

    answer = agent.get(path_of(customer_id))

    assert (answer.status, answer.etag) == (200, '"1"')
    assert answer.json == {
        "customer_id": customer_id,
        "name": "정다은",
        "nickname": "다은님",
        "phone_number": profile.phone_number,
        "tier": "premium",
        "language": "ko",
        "bookings": [
            {
                "booking_id": "b-1",
                "flight_number": "KE085",
                "departs_at": "2027-01-01T09:00:00.000000Z",
                "status": "cancelled",
            },
            {
                "booking_id": "b-2",
                "flight_number": "KE086",
                "departs_at": "2027-01-08T09:00:00.000000Z",
                "status": "confirmed",
            },
        ],
        "version": 1,
        "updated_at": answer.json["updated_at"],
    }


def test_another_tenants_customer_looks_like_one_that_is_not_there(
    foreign_agent: Api, customer: str
) -> None:
    theirs, nobodys = (
        foreign_agent.get(path_of(customer)),
        foreign_agent.get(path_of("c-000000000000")),
    )

    assert_problem(theirs, 404, path_of(customer))
    assert theirs.json["detail"] == nobodys.json["detail"]


@pytest.mark.parametrize(
    "customer_id", ["a" * 65, "a" * 3000, "%EA%B3%A0%EA%B0%9D", "a%23b", "%00", "..%2Fnotes", "%20"]
)
def test_what_is_no_id_is_not_found(agent: Api, customer_id: str) -> None:
    assert agent.get(path_of(customer_id)).status == 404
