"""What the files of events/ are about: notes, customers, escalations, a user; one invocation."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callnotes.adapters.clients import make_client
from callnotes.adapters.customer_items import (
    claim_key,
    claim_to_item,
    customer_key,
    customer_to_item,
)
from callnotes.adapters.dynamodb_enrichments import enrichment_key
from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.adapters.escalation_items import decision_to_item, escalation_to_item
from callnotes.adapters.note_items import note_key, note_to_item, to_wire
from callnotes.domain.customer import Booking
from callnotes.domain.escalation import State
from tests.builders import (
    make_change,
    make_content,
    make_customer,
    make_decision,
    make_escalation,
    make_note,
    make_profile,
)
from tests.cloud import Cloud
from tests.faults.messages import FOUND_OUT, ended
from tests.log import Log
from tests.template import ROOT
from tools.gateway_event import read_event

type Json = dict[str, Any]

FOLDER = ROOT / "events"
FILES = sorted(FOLDER.glob("*/*.json"))
FIRST_NOTE = FOLDER / "create_note" / "note_in_korean.201.json"
NOTE_ID = "ga4haeuygie4to76fakukvmseq"
BOOKING = Booking("hanbit-booking-01", "KE712", datetime(2026, 3, 2, 9, tzinfo=UTC), "cancelled")
NUMBERS = ("+821055500101", "+821055500102", "+821055500199")
CUSTOMERS = [
    make_customer(
        make_profile(phone_number=number),
        customer_id=f"hanbit-customer-0{place}",
        bookings=(BOOKING,),
    )
    for place, number in enumerate(NUMBERS[:2], 1)
]
CUSTOMER_ID = "hanbit-customer-01"
NOTE_OF_A_CUSTOMER = FOLDER / "enrich_note" / "note_created.consumed.json"
CUSTOMERS_NOTE_ID = "n" * 26
ESCALATIONS: dict[State, str] = {
    "deciding": "d" * 26,
    "waiting": "w" * 26,
    "failed": "f" * 26,
    "approved": "a" * 26,
}


class Invocation:
    """One function given one event: its response or error, and its log."""

    def __init__(self, cloud: Cloud, log: Log, path: Path, idempotency_key: str = "") -> None:
        self.answer: Any = None
        self.error: Exception | None = None
        self.log = log
        self.event = event = read_event(path)
        if idempotency_key and event.get("httpMethod") == "POST":
            event["headers"]["Idempotency-Key"] = idempotency_key
            event["multiValueHeaders"]["Idempotency-Key"] = [idempotency_key]
        if "userPoolId" in event:
            event["userPoolId"] = cloud.resources["UserPool"]
        if "SecretId" in event:
            event["SecretId"] = cloud.resources[event["SecretId"]]
        if path == NOTE_OF_A_CUSTOMER:
            cloud.faults.add(ended(FOUND_OUT))
        try:
            self.answer = cloud.invoke(path.parent.name, event)
        except Exception as error:  # noqa: BLE001 - what a function raises is an outcome
            self.error = error


def prepare_world(cloud: Cloud) -> None:
    """The first note, its customer and its user, and nothing that a test before has changed."""
    client = make_client("dynamodb")
    table = cloud.resources["Table"]
    note = [note_key("hanbit", NOTE_ID) | {"sk": part} for part in ("NOTE", "INDEX")]
    note += [enrichment_key("hanbit", note_id) for note_id in (NOTE_ID, CUSTOMERS_NOTE_ID)]
    customers = [customer_key("hanbit", customer.customer_id) for customer in CUSTOMERS]
    for key in [*note, *customers, *(claim_key("hanbit", number) for number in NUMBERS)]:
        client.delete_item(TableName=table, Key=to_wire(key))
    for customer, number in zip(CUSTOMERS, NUMBERS, strict=False):
        claim = claim_to_item("hanbit", number, customer.customer_id)
        for item in (customer_to_item(customer, make_change()), claim):
            client.put_item(TableName=table, Item=to_wire(item))
    DynamoDBTenants(client, table).set_phone_region("hanbit", "KR")
    assert cloud.invoke("create_note", read_event(FIRST_NOTE))["statusCode"] == 201
    put_escalations(cloud)
    put_user(cloud)


def put_escalations(cloud: Cloud) -> None:
    """A customer's note, and escalations of the first note in the states that functions go by."""
    client = make_client("dynamodb")
    about = make_note(make_content(customer_id=CUSTOMER_ID), note_id=CUSTOMERS_NOTE_ID)
    note = to_wire(note_to_item(about, make_change()))
    client.put_item(TableName=cloud.resources["Table"], Item=note)
    for state, escalation_id in ESCALATIONS.items():
        made = make_escalation(state, escalation_id=escalation_id, note_id=NOTE_ID)
        item = escalation_to_item(made, make_change())
        decision = {"decision": decision_to_item(make_decision())} if state == "approved" else {}
        client.put_item(TableName=cloud.resources["Table"], Item=to_wire(item | decision))


def put_user(cloud: Cloud) -> None:
    """The user whom Cognito's events name."""
    client = make_client("cognito-idp")
    pool = cloud.resources["UserPool"]
    try:
        client.admin_create_user(UserPoolId=pool, Username="hanbit-agent-1")
    except client.exceptions.UsernameExistsException:
        return
