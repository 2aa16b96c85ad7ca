"""Every file of events/ is given to its function: the end of its name is the expected outcome."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from callnotes.adapters.clients import CONNECT_SECONDS, READ_SECONDS, TRIES, make_client
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
from tests.template import ROOT, functions
from tools.gateway_event import read_event

type Json = dict[str, Any]

# Functions that something else retries, or that make many calls.
TRIES_OF = {
    "record_sign_up": 1,
    "check_escalation": 1,
    "give_opinion": 1,
    "request_decision": 1,
    "inform_partner": 1,
    "create_escalation": 2,
    "decide_escalation": 2,
    "rotate_secret": 1,
    "detect_language": 1,
    # tests/faults/test_enrich_note.py adds what its workflow takes.
    "enrich_note": 1,
}
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


def outcome_of(path: Path) -> str:
    return path.name.split(".")[1]


def longest_call(tries: int) -> float:
    """Return the seconds of a call whose attempts all time out, with the longest waits between."""
    return tries * (CONNECT_SECONDS + READ_SECONDS) + sum(1 << n for n in range(tries - 1))


class Invocation:
    """One function given one event: its response or error, and its log."""

    def __init__(self, cloud: Cloud, log: Log, path: Path) -> None:
        self.answer: Any = None
        self.error: Exception | None = None
        self.log = log
        self.event = event = read_event(path)
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


def answers(status: int) -> Callable[[Invocation], bool]:
    return lambda done: done.answer["statusCode"] == status


def log_holds(name: str, count: int) -> Callable[[Invocation], bool]:
    return lambda done: len(done.log.lines[-1][name]) == count


def overrides(done: Invocation) -> Json:
    details: Json = done.answer["response"]["claimsOverrideDetails"]
    return details


CHECKS: dict[str, Callable[[Invocation], bool]] = {
    "without_cors": lambda done: "Access-Control-Allow-Origin" not in done.answer["headers"],
    "published": lambda done: len(done.log.lines[-1]["events"]) == len(done.event["Records"]),
    "parked": log_holds("parked", 1),
    "consumed": lambda done: done.answer == {"batchItemFailures": []},
    "failed": lambda done: len(done.answer["batchItemFailures"]) == 1,
    "claims": lambda done: (
        overrides(done)["claimsToAddOrOverride"] == {"tenant": "hanbit", "role": "agent"}
    ),
    "no_tenant": lambda done: overrides(done)["claimsToSuppress"] == ["tenant"],
    "accepted": lambda done: done.error is None and "response" in done.answer,
    "valid": lambda done: done.error is None and done.answer is None,
    "refused": lambda done: done.error is not None,
    "done": lambda done: done.error is None,
}


def check_of(path: Path) -> Callable[[Invocation], bool]:
    """Return the check of an outcome: a number is the status of the response."""
    outcome = outcome_of(path)
    assert outcome.isdecimal() or outcome in CHECKS, (
        f"events/{path.parent.name}/{path.name}: end its name with a status, or one of "
        f"{', '.join(CHECKS)} (docs/add-a-route.md, step 4)"
    )
    return answers(int(outcome)) if outcome.isdecimal() else CHECKS[outcome]


def sent_back(done: Invocation) -> Json:
    body: Json = json.loads(done.answer["body"])
    return body


@pytest.fixture
def world(cloud: Cloud) -> Cloud:
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
    return cloud


@pytest.fixture(autouse=True)
def escalations(cloud: Cloud) -> None:
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


@pytest.fixture(autouse=True)
def user(cloud: Cloud) -> None:
    client = make_client("cognito-idp")
    pool = cloud.resources["UserPool"]
    try:
        client.admin_create_user(UserPoolId=pool, Username="hanbit-agent-1")
    except client.exceptions.UsernameExistsException:
        return


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_an_event_file_has_the_outcome_that_its_name_ends_with(
    world: Cloud, log: Log, path: Path
) -> None:
    done = Invocation(world, log, path)
    assert check_of(path)(done), done.answer or done.error
    expected = json.loads(path.read_text()).get("expected")
    assert expected is None or sent_back(done).items() >= expected.items(), sent_back(done)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_personal_in_an_event_is_logged(world: Cloud, log: Log, path: Path) -> None:
    Invocation(world, log, path)
    personal = ("@example.com", "제주", "상담", "김민아", "eyJ", "AQCEAAAAKg", "정다은", "55500")
    assert [text for text in personal if text in log.text] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_call_of_an_event_may_fail_slowly_within_the_functions_time(
    world: Cloud, log: Log, path: Path
) -> None:
    function = functions()[path.parent.name]
    with world.faults.of_one_test() as recorded:
        Invocation(world, log, path)
        calls = len(recorded.calls)
    assert calls * longest_call(TRIES_OF.get(function.name, TRIES)) < function.timeout


def test_the_first_note_is_the_one_the_other_events_name(world: Cloud) -> None:
    answer = world.invoke("create_note", read_event(FIRST_NOTE))
    assert json.loads(answer["body"])["note_id"] == NOTE_ID
