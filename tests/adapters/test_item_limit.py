"""Items may have at most 400 KB; a larger note is refused as TooLarge.

moto's limit is 405,000 bytes by its own count, so the exact limit is tested here by DynamoDB's
published rule:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from callnotes.adapters.clients import client_config, make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.note_items import note_to_item, to_wire
from callnotes.domain.change import Change
from callnotes.domain.errors import TooLarge
from callnotes.domain.note import Note
from faults.calls import make_response
from tests.builders import later, make_change, make_content, make_note
from tests.cloud import Cloud

LIMIT = 400 * 1024
FINGERPRINT = "f" * 64


def item_size(item: Mapping[str, Any]) -> int:
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return (len(content.lstrip("-")) + 1) // 2 + 1
        case "L":
            return 3 + sum(1 + value_size(element) for element in content)
        case _:
            raise TypeError(f"no item of ours has a {kind}")


def read_body(request: AWSPreparedRequest) -> bytes:
    assert isinstance(request.body, bytes)
    return request.body


def answer_by_size(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
    """Respond to PutItem as DynamoDB does for an item of this size."""
    if item_size(json.loads(read_body(request))["Item"]) <= LIMIT:
        return make_response(request.url, 200, "{}")
    error = {
        "__type": "com.amazon.coral.validate#ValidationException",
        "message": "Item size has exceeded the maximum allowed size",
    }
    return make_response(request.url, 400, json.dumps(error))


@pytest.fixture
def exact_notes() -> DynamoDBNotes:
    client = boto3.Session().client("dynamodb", config=client_config())
    hooks: Any = client.meta.events
    hooks.register_first("before-send.dynamodb.PutItem", answer_by_size)
    return DynamoDBNotes(client, "Table")


def note_of_size(size: int, change: Change) -> Note:
    """Return a note whose item has exactly this many bytes."""
    note = make_note(make_content(body=""))
    rest = item_size(to_wire(note_to_item(note, change) | {"fingerprint": FINGERPRINT}))
    return replace(note, content=make_content(body="a" * (size - rest)))


def test_an_item_of_exactly_400_kb_is_stored(exact_notes: DynamoDBNotes) -> None:
    change = make_change()
    note = note_of_size(LIMIT, change)
    assert exact_notes.create_note(note, FINGERPRINT, change).state == note


def test_one_byte_more_is_refused(exact_notes: DynamoDBNotes) -> None:
    change = make_change()
    with pytest.raises(TooLarge, match="400 KB"):
        exact_notes.create_note(note_of_size(LIMIT + 1, change), FINGERPRINT, change)


def test_an_update_that_grows_too_large_is_refused(cloud: Cloud) -> None:
    notes = DynamoDBNotes(make_client("dynamodb"), cloud.resources["Table"])
    note = make_note()
    notes.create_note(note, FINGERPRINT, make_change())
    with pytest.raises(TooLarge, match="400 KB"):
        notes.update_note(note.revised(make_content(body="a" * LIMIT), later(1)), make_change())


def test_a_note_too_large_is_not_there_afterwards(cloud: Cloud) -> None:
    notes = DynamoDBNotes(make_client("dynamodb"), cloud.resources["Table"])
    note = make_note(make_content(body="a" * LIMIT))
    with pytest.raises(TooLarge):
        notes.create_note(note, FINGERPRINT, make_change())
    assert notes.get_note(note.tenant, note.note_id) is None
