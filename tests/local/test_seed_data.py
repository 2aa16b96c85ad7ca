"""The demo data keeps what the product promises about it."""

import re
from datetime import UTC, datetime

from callnotes.api.customer_models import CustomerInput, CustomerOutput
from callnotes.domain.identity import is_note_id
from callnotes.domain.note import MAX_BODY_BYTES, MAX_TAG_CHARACTERS, MAX_TAGS
from callnotes_local.seed.data import read_documents, read_users
from callnotes_local.seed.seed import REGIONS, make_customer, make_seed_id

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HANGUL = re.compile("[가-힣]")


def test_each_tenant_has_two_agents_and_a_supervisor_and_hanbit_the_admin() -> None:
    users = {(user.username, user.tenant, user.group) for user in read_users()}
    expected = {("admin", "hanbit", "admin")}
    for tenant in ("hanbit", "meridian"):
        expected |= {(f"{tenant}-agent-{n}", tenant, "agent") for n in (1, 2)}
        expected.add((f"{tenant}-supervisor", tenant, "supervisor"))
    assert users == expected


def test_customers_keep_the_contract_and_have_a_number_of_their_own() -> None:
    customers = [make_customer(NOW, **each) for each in read_documents("customers")]
    for customer in customers:
        CustomerInput.model_validate(vars(customer.profile))
        CustomerOutput.of(customer)
    numbers = [(customer.tenant, customer.profile.phone_number) for customer in customers]
    assert len(set(numbers)) == len(numbers) == 9
    assert None not in {number for _, number in numbers}


def test_flights_leave_after_the_seeding_and_some_were_cancelled_or_delayed() -> None:
    customers = (make_customer(NOW, **each) for each in read_documents("customers"))
    bookings = [booking for customer in customers for booking in customer.bookings]
    assert all(booking.departs_at > NOW for booking in bookings)
    assert {booking.status for booking in bookings} == {"confirmed", "delayed", "cancelled"}


def test_each_tenants_agents_wrote_about_its_customers() -> None:
    noted = {note["customer_id"] for note in read_documents("notes")}
    assert {"hanbit-customer-01", "meridian-customer-01"} <= noted


def test_each_tenant_reads_numbers_in_a_region() -> None:
    assert {user.tenant for user in read_users()} == set(REGIONS)


def test_ids_are_unique_and_the_same_on_every_machine() -> None:
    ids = [make_seed_id(number) for number in range(len(read_documents("notes")))]
    assert len(set(ids)) == len(ids) >= 30
    assert all(map(is_note_id, ids))
    assert ids[0] == "psarhtj53sq63fx4inifeqk36u"


def test_notes_are_korean_and_english_and_stay_in_their_tenant() -> None:
    tenant_of = {user.username: user.tenant for user in read_users()}
    customers = {(c["tenant"], c["customer_id"]) for c in read_documents("customers")}
    notes = read_documents("notes")
    for note in notes:
        tenant = tenant_of[note["author"]] if note["customer_id"] else None
        assert (tenant, note["customer_id"]) in customers | {(None, None)}
        assert bool(HANGUL.search(note["body"])) == (note["language"] == "ko")
        assert len(note["body"].encode()) <= MAX_BODY_BYTES
        assert len(note["tags"]) <= MAX_TAGS
        assert all(len(tag) <= MAX_TAG_CHARACTERS for tag in note["tags"])
    assert {note["language"] for note in notes} == {"ko", "en"}
