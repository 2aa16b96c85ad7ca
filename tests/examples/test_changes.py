"""Changes of items: all or nothing, and what a stream says of them."""

from typing import Any

import pytest

from examples.change_records import VIEWS, create_table, read_changes
from examples.transactions import close_contact
from tests.examples.conftest import MakeClient
from tests.local.emulator.cloud import unique_name


@pytest.fixture(scope="module")
def dynamodb(local: MakeClient) -> Any:
    return local("dynamodb")


@pytest.fixture
def tables(dynamodb: Any) -> tuple[str, str]:
    """Contacts, of which `c1` is open, and notes."""
    contacts, notes = unique_name("contacts"), unique_name("notes")
    for name in (contacts, notes):
        create_table(dynamodb, name, "KEYS_ONLY")
    dynamodb.put_item(TableName=contacts, Item={"id": {"S": "c1"}, "state": {"S": "open"}})
    return contacts, notes


def find(dynamodb: Any, table: str) -> Any:
    return dynamodb.get_item(TableName=table, Key={"id": {"S": "c1"}}).get("Item")


def test_both_tables_change_together(dynamodb: Any, tables: tuple[str, str]) -> None:
    contacts, notes = tables
    assert close_contact(dynamodb, contacts, notes, "c1", "moved to KE002") == []
    assert find(dynamodb, contacts)["state"] == {"S": "closed"}
    assert find(dynamodb, notes)["text"] == {"S": "moved to KE002"}


def test_neither_changes_when_one_may_not_and_the_reason_says_which(
    dynamodb: Any, tables: tuple[str, str]
) -> None:
    contacts, notes = tables
    dynamodb.put_item(TableName=notes, Item={"id": {"S": "c1"}, "text": {"S": "first"}})
    reasons = close_contact(dynamodb, contacts, notes, "c1", "second")
    assert reasons == ["None", "ConditionalCheckFailed"]
    assert find(dynamodb, contacts)["state"] == {"S": "open"}
    assert find(dynamodb, notes)["text"] == {"S": "first"}
    dynamodb.delete_item(TableName=contacts, Key={"id": {"S": "c1"}})
    reasons = close_contact(dynamodb, contacts, notes, "c1", "second")
    assert reasons == ["ConditionalCheckFailed", "ConditionalCheckFailed"]


@pytest.mark.parametrize("view", VIEWS)
def test_a_record_has_the_images_of_its_view(dynamodb: Any, local: MakeClient, view: str) -> None:
    table = unique_name("stream")
    arn = create_table(dynamodb, table, view)
    for text in ("first", "second"):
        dynamodb.put_item(TableName=table, Item={"id": {"S": "1"}, "text": {"S": text}})
    (inserted, _), (modified, record) = read_changes(local("dynamodbstreams"), arn)
    assert (inserted, modified) == ("INSERT", "MODIFY")
    assert record["Keys"] == {"id": {"S": "1"}}
    assert set(record) & {"NewImage", "OldImage"} == VIEWS[view]
    texts = {"NewImage": "second", "OldImage": "first"}
    assert all(record[image]["text"] == {"S": texts[image]} for image in VIEWS[view])
