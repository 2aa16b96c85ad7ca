"""Reading items: scans, a local index, PartiQL."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples import local_index, partiql
from examples.scans import query_by_phone, scan_by_phone, scan_in_parallel
from tests.examples.conftest import MakeClient
from tests.local.emulator.cloud import unique_name

PHONE = "+821012345678"
TEXT = "x" * 3000
CUSTOMERS = 40


@pytest.fixture(scope="module")
def dynamodb(local: MakeClient) -> Any:
    return local("dynamodb")


@pytest.fixture(scope="module")
def customers(dynamodb: Any) -> str:
    """Forty customers of 3 KB each, one of them with PHONE; an index by number."""
    name = unique_name("customers")
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "phone", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_phone",
                "KeySchema": [{"AttributeName": "phone", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    for number in range(CUSTOMERS):
        phone = PHONE if number == 7 else f"+8220000{number:05}"
        item = {"id": str(number), "phone": phone, "text": TEXT}
        dynamodb.put_item(TableName=name, Item={k: {"S": v} for k, v in item.items()})
    return name


def test_a_filter_saves_no_reading_and_an_index_does(dynamodb: Any, customers: str) -> None:
    scanned = scan_by_phone(dynamodb, customers, PHONE)
    queried = query_by_phone(dynamodb, customers, "by_phone", PHONE)
    assert [item["id"]["S"] for item in scanned.items] == ["7"]
    assert queried.items == scanned.items
    assert (scanned.read, queried.read) == (CUSTOMERS, 1)


def test_segments_read_each_item_once(dynamodb: Any, customers: str) -> None:
    whole = scan_in_parallel(dynamodb, customers, segments=1)
    parts = scan_in_parallel(dynamodb, customers, segments=4)
    found = [item["id"]["S"] for part in parts for item in part.items]
    assert sorted(found) == sorted(item["id"]["S"] for item in whole[0].items)
    assert len(found) == len(set(found)) == CUSTOMERS
    assert max(len(part.items) for part in parts) < CUSTOMERS
    assert sum(part.read for part in parts) == whole[0].read == CUSTOMERS


def test_a_limit_makes_more_and_smaller_calls(dynamodb: Any, customers: str) -> None:
    (gentle,) = scan_in_parallel(dynamodb, customers, segments=1, limit=10)
    assert gentle.calls >= CUSTOMERS // 10
    assert len(gentle.items) == CUSTOMERS


def put_note(dynamodb: Any, table: str, note: str, updated_at: str, author: str = "kim") -> None:
    item = {"author": author, "note": note, "updated_at": updated_at}
    dynamodb.put_item(TableName=table, Item={k: {"S": v} for k, v in item.items()})


@pytest.fixture
def notes(dynamodb: Any) -> str:
    name = unique_name("notes")
    local_index.create_table(dynamodb, name)
    put_note(dynamodb, name, "a", "2026-01-03")
    put_note(dynamodb, name, "b", "2026-01-01")
    put_note(dynamodb, name, "c", "2026-01-02")
    put_note(dynamodb, name, "d", "2026-01-09", author="lee")
    return name


def test_a_partition_is_read_in_a_second_order_strongly_consistent(
    dynamodb: Any, notes: str
) -> None:
    asked: list[bool] = []
    dynamodb.meta.events.register(
        "provide-client-params.dynamodb.Query",
        lambda params, **_: asked.append(params["ConsistentRead"]),
        unique_id="strong",
    )
    assert local_index.list_latest(dynamodb, notes, "kim", since="2026-01-02") == ["a", "c"]
    dynamodb.meta.events.unregister("provide-client-params.dynamodb.Query", unique_id="strong")
    assert asked == [True]


def test_a_global_index_refuses_a_strong_read(dynamodb: Any, customers: str) -> None:
    with pytest.raises(ClientError, match="global secondary ind"):
        dynamodb.query(
            TableName=customers,
            IndexName="by_phone",
            KeyConditionExpression="phone = :phone",
            ExpressionAttributeValues={":phone": {"S": PHONE}},
            ConsistentRead=True,
        )


def test_a_table_has_five_local_indexes_at_most(dynamodb: Any) -> None:
    local_index.create_table(dynamodb, unique_name("five"), indexes=local_index.MOST)
    with pytest.raises(ValueError, match="5 local secondary indexes"):
        local_index.create_table(dynamodb, unique_name("six"), indexes=local_index.MOST + 1)


def test_no_call_adds_a_local_index(dynamodb: Any) -> None:
    update = dynamodb.meta.service_model.operation_model("UpdateTable").input_shape.members
    assert "GlobalSecondaryIndexUpdates" in update
    assert not [name for name in update if "Local" in name]


def test_a_table_without_the_index_is_copied_to_one_that_has_it(dynamodb: Any) -> None:
    old, new = unique_name("old"), unique_name("new")
    local_index.create_table(dynamodb, old, indexes=0)
    put_note(dynamodb, old, "a", "2026-01-01")
    with pytest.raises(ClientError, match="index"):
        local_index.list_latest(dynamodb, old, "kim", since="2026")
    local_index.migrate(dynamodb, old, new)
    assert local_index.list_latest(dynamodb, new, "kim", since="2026") == ["a"]


def test_statements_insert_select_update_and_delete(dynamodb: Any, notes: str) -> None:
    table, where = f'"{notes}"', "WHERE author = ? AND note = ?"
    partiql.execute(dynamodb, f"INSERT INTO {table} VALUE {{'author': ?, 'note': ?}}", "kim", "z")
    partiql.execute(dynamodb, f"UPDATE {table} SET done = ? {where}", "yes", "kim", "z")
    select = f"SELECT * FROM {table} {where}"
    (found,) = partiql.execute(dynamodb, select, "kim", "z")
    assert found["done"] == {"S": "yes"}
    partiql.execute(dynamodb, f"DELETE FROM {table} {where}", "kim", "z")
    assert partiql.execute(dynamodb, select, "kim", "z") == []


def test_an_insert_replaces_nothing(dynamodb: Any, notes: str) -> None:
    with pytest.raises(ClientError, match="DuplicateItem"):
        partiql.execute(
            dynamodb, f"INSERT INTO \"{notes}\" VALUE {{'author': ?, 'note': ?}}", "kim", "a"
        )


@pytest.mark.parametrize(
    ("condition", "scans"),
    [
        ("", True),
        (" WHERE phone = ?", True),
        (" WHERE id = ?", False),
        (' WHERE phone = ? AND "id" = ?', False),
        (" WHERE id = ? OR phone = ?", True),
    ],
)
def test_a_select_without_the_key_is_a_scan(*, condition: str, scans: bool) -> None:
    assert partiql.is_scan(f"SELECT * FROM customers{condition}", "id") == scans
