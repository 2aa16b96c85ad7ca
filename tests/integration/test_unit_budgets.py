"""What each access pattern of docs/data-model.md costs on the deployed table."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_health import DynamoDBHealth
from callnotes.adapters.dynamodb_index import DynamoDBIndex
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.dynamodb_sign_ups import DynamoDBSignUps
from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.adapters.note_items import note_to_item
from callnotes.domain.actor import Actor, Role
from callnotes.domain.change import Change
from callnotes.domain.events import event_of
from callnotes.domain.note import Note, NoteContent
from callnotes.domain.sign_up import SignUp
from callnotes.usecases.create_note import create_note
from callnotes.usecases.delete_note import delete_note
from callnotes.usecases.get_note import get_note
from callnotes.usecases.index_note import index_note
from callnotes.usecases.list_customers import list_customers
from callnotes.usecases.list_notes import list_notes
from callnotes.usecases.update_customer import update_customer
from callnotes.usecases.update_note import update_note
from tests.builders import make_booking, make_profile
from tests.costs.units import units_of
from tests.stack.stack import Stack

READS = {"get_item", "query"}
BOOKINGS = tuple(make_booking(f"booking-{number}") for number in range(10))


@dataclass
class Meter:
    """A DynamoDB client that adds up what its calls consume."""

    client: Any
    read: float = 0.0
    written: float = 0.0
    calls: list[str] = field(default_factory=list)

    def __getattr__(self, operation: str) -> Any:
        def call(**request: Any) -> Any:
            answer = getattr(self.client, operation)(**request, ReturnConsumedCapacity="TOTAL")
            consumed = answer["ConsumedCapacity"]
            tables = consumed if isinstance(consumed, list) else [consumed]
            units = sum(table["CapacityUnits"] for table in tables)
            self.read += units if operation in READS else 0
            self.written += 0 if operation in READS else units
            self.calls.append(operation)
            return answer

        return call

    def reset(self) -> None:
        self.read = self.written = 0.0
        self.calls.clear()


@dataclass(frozen=True)
class Store:
    """The adapters on one meter, and an actor."""

    meter: Meter
    table: str
    actor: Actor
    customer_ids: tuple[str, str]

    @property
    def notes(self) -> DynamoDBNotes:
        return DynamoDBNotes(self.meter, self.table)

    @property
    def customers(self) -> DynamoDBCustomers:
        return DynamoDBCustomers(self.meter, self.table)

    def change(self) -> Change:
        return Change(self.actor, str(uuid4()), datetime.now(UTC))

    def create(self, content: NoteContent) -> Note:
        """Make a note, metered from nothing."""
        self.meter.reset()
        return create_note(
            content,
            self.change(),
            idempotency_key=None,
            notes=self.notes,
            customers=self.customers,
        )

    def update(self, note: Note, content: NoteContent) -> Note:
        self.meter.reset()
        return update_note(
            note.note_id,
            content,
            self.change(),
            if_match=f'"{note.version}"',
            notes=self.notes,
            customers=self.customers,
        )


@pytest.fixture
def store(stack: Stack) -> Store:
    tenant = stack.new_tenant()
    customers = stack.new_customer(tenant), stack.new_customer(tenant)
    actor = Actor(tenant, str(uuid4()), Role.AGENT)
    return Store(Meter(stack.clients.dynamodb), stack.output("TableName"), actor, customers)


PLAIN = NoteContent("Refund", "The caller asked for a refund.")


def about(customer_id: str) -> NoteContent:
    return replace(PLAIN, customer_id=customer_id)


def test_given_a_private_note_when_created_then_2_write_units(store: Store) -> None:
    store.create(PLAIN)

    assert (store.meter.read, store.meter.written) == (0, 2)


def test_given_a_customers_note_when_created_then_3_write_units_and_half_a_read_unit(
    store: Store,
) -> None:
    store.create(about(store.customer_ids[0]))

    assert (store.meter.read, store.meter.written) == (0.5, 3) == units_of("create_note")


def test_given_a_note_of_some_kb_when_created_then_the_units_grow_with_each_started_kb(
    store: Store,
) -> None:
    store.create(replace(PLAIN, body="b" * 1500))

    assert store.meter.written == 2 * 3


def test_given_a_note_when_read_then_1_read_unit(store: Store) -> None:
    note = store.create(PLAIN)
    store.meter.reset()

    get_note(note.note_id, store.actor, store.notes)

    assert (store.meter.read, store.meter.written) == (1, 0) == units_of("get_note")


@pytest.mark.parametrize("whose", ["own", "customer"])
def test_given_a_page_when_listed_then_one_query_of_half_a_read_unit(
    store: Store, whose: str
) -> None:
    customer = store.customer_ids[0]
    store.create(about(customer))
    store.meter.reset()

    list_notes(
        store.actor,
        customer_id=customer if whose == "customer" else None,
        limit=20,
        token=None,
        notes=store.notes,
    )

    assert (store.meter.calls, store.meter.read) == (["query"], 0.5)
    assert (store.meter.read, store.meter.written) == units_of("list_notes")


def test_given_a_private_note_when_updated_then_2_write_units(store: Store) -> None:
    note = store.create(PLAIN)

    store.update(note, replace(PLAIN, title="New"))

    assert (store.meter.read, store.meter.written) == (1, 2)


def test_given_a_customers_note_when_updated_then_3_write_units(store: Store) -> None:
    content = about(store.customer_ids[0])
    note = store.create(content)

    store.update(note, replace(content, title="New"))

    assert (store.meter.read, store.meter.written) == (1.5, 3) == units_of("update_note")


def test_given_a_note_when_moved_to_another_customer_then_4_write_units(store: Store) -> None:
    note = store.create(about(store.customer_ids[0]))

    store.update(note, about(store.customer_ids[1]))

    assert store.meter.written == 4


@pytest.mark.parametrize(("customers", "units"), [(0, 2), (1, 3)])
def test_given_a_note_when_deleted_then_its_item_and_its_places_in_indexes_cost(
    store: Store, customers: int, units: float
) -> None:
    note = store.create(about(store.customer_ids[0]) if customers else PLAIN)
    store.meter.reset()

    delete_note(note.note_id, store.change(), if_match='"1"', notes=store.notes)

    assert (store.meter.read, store.meter.written) == (1, units)


def test_given_an_event_when_indexed_then_1_read_unit_and_1_write_unit(
    stack: Stack, store: Store
) -> None:
    now = datetime.now(UTC)
    note = Note("a" * 26, store.actor.tenant, PLAIN, 1, store.actor.user_id, now, now)
    # No entity of the stream's filter: the deployed index_note must not be there first.
    stack.put_item(note_to_item(note, store.change()) | {"entity": "quiet"})
    index = DynamoDBIndex(store.meter, store.table)

    index_note(event_of(note, note.created_by, "r"), notes=store.notes, index=index)

    assert (store.meter.read, store.meter.written) == (1, 1) == units_of("index_note")


def test_given_a_caller_with_bookings_when_looked_up_then_one_query_of_half_a_read_unit(
    stack: Stack, store: Store
) -> None:
    profile = make_profile()
    stack.new_customer(store.actor.tenant, profile=profile, bookings=BOOKINGS)
    tenants = DynamoDBTenants(store.meter, store.table)

    (found,) = list_customers(
        store.actor,
        phone=str(profile.phone_number),
        customers=store.customers,
        tenants=tenants,
    )

    assert len(found.bookings) == len(BOOKINGS)
    assert (store.meter.calls, store.meter.read) == (["query"], 0.5)
    assert (store.meter.read, store.meter.written) == units_of("list_customers")


def test_given_a_number_as_dialled_at_home_when_looked_up_then_the_region_is_read_too(
    store: Store,
) -> None:
    tenants = DynamoDBTenants(store.meter, store.table)
    tenants.set_phone_region(store.actor.tenant, "KR")
    store.meter.reset()

    list_customers(store.actor, phone="010-1234-5678", customers=store.customers, tenants=tenants)

    assert (store.meter.calls, store.meter.read) == (["get_item", "query"], 1)


@pytest.mark.parametrize(
    ("numbers", "calls", "written"),
    [
        ("none", "update_item", 1),
        ("kept", "update_item", 2),
        ("first", "transact_write_items", 5),
        ("another", "transact_write_items", 8),
        ("given up", "transact_write_items", 5),
    ],
)
def test_given_a_customer_when_updated_then_a_number_that_moves_costs_a_transaction(
    stack: Stack, store: Store, numbers: str, calls: str, written: float
) -> None:
    profile = make_profile()
    without = replace(profile, phone_number=None)
    before = without if numbers in ("none", "first") else profile
    after = {
        "none": without,
        "kept": replace(profile, name="New"),
        "first": profile,
        "another": make_profile(),
        "given up": without,
    }[numbers]
    customer_id = stack.new_customer(store.actor.tenant, profile=before)

    update_customer(customer_id, after, store.change(), if_match='"1"', customers=store.customers)

    assert store.meter.calls == ["get_item", calls]
    assert (store.meter.read, store.meter.written) == (1, written)


def test_given_a_sign_up_when_recorded_then_1_write_unit(store: Store) -> None:
    sign_up = SignUp(str(uuid4()), "newcomer", datetime.now(UTC))

    DynamoDBSignUps(store.meter, store.table).record_sign_up(sign_up)

    assert (store.meter.read, store.meter.written) == (0, 1)


def test_given_the_table_when_its_health_is_asked_then_half_a_read_unit(store: Store) -> None:
    assert DynamoDBHealth(store.meter, store.table).is_healthy()
    assert (store.meter.read, store.meter.written) == (0.5, 0)
