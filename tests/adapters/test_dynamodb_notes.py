"""Requests that the adapter sends to DynamoDB, where moto's results would not differ."""

import boto3
from botocore.stub import Stubber

from callnotes.adapters.clients import client_config, make_client
from callnotes.adapters.dynamodb_notes import DynamoDBNotes
from callnotes.adapters.note_items import note_key, to_wire
from tests.builders import later, make_change, make_content, make_note
from tests.cloud import Cloud
from tests.faults.rules import Faults


def given_table(cloud: Cloud) -> DynamoDBNotes:
    return DynamoDBNotes(make_client("dynamodb"), cloud.resources["Table"])


def test_a_note_is_read_strongly_consistent() -> None:
    client = boto3.Session().client("dynamodb", config=client_config())
    key = to_wire(note_key("hanbit", "n"))
    with Stubber(client) as stub:
        stub.add_response("get_item", {}, {"TableName": "T", "Key": key, "ConsistentRead": True})
        assert DynamoDBNotes(client, "T").get_note("hanbit", "n") is None


def test_a_page_is_one_query(cloud: Cloud, faults: Faults) -> None:
    given_table(cloud).list_author_notes("hanbit", "nobody", 100, None)
    assert [call.operation for call in faults.calls] == ["Query"]


def test_a_creation_is_one_write(cloud: Cloud, faults: Faults) -> None:
    given_table(cloud).create_note(make_note(), "print", make_change())
    assert [call.operation for call in faults.calls] == ["PutItem"]


def test_a_creation_whose_key_is_taken_is_one_write_too(cloud: Cloud, faults: Faults) -> None:
    notes, note = given_table(cloud), make_note()
    notes.create_note(note, "print", make_change())
    notes.create_note(note, "print", make_change())
    assert faults.made("PutItem") == len(faults.calls) == 2


def test_an_update_is_one_write(cloud: Cloud, faults: Faults) -> None:
    notes, note = given_table(cloud), make_note()
    notes.create_note(note, "print", make_change())
    faults.clear()
    notes.update_note(note.revised(make_content("New"), later(1)), make_change())
    assert [call.operation for call in faults.calls] == ["UpdateItem"]
