from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from examples.conditions import INSERT_ONLY, count, put_if
from examples.local_index import create_table
from tests.examples.conftest import MakeClient
from tests.local.emulator.cloud import unique_name

KEY = {"author": {"S": "kim"}, "note": {"S": "1"}}
STORED = KEY | {"text": {"S": "hello"}, "tags": {"SS": ["refund", "vip"]}, "done": {"BOOL": False}}


@pytest.fixture(scope="module")
def dynamodb(local: MakeClient) -> Any:
    return local("dynamodb")


@pytest.fixture
def table(dynamodb: Any) -> str:
    name = unique_name("notes")
    create_table(dynamodb, name, indexes=0)
    dynamodb.put_item(TableName=name, Item=STORED)
    return name


@pytest.mark.parametrize(
    ("condition", "values", "met"),
    [
        ("attribute_exists(done)", {}, True),
        ("attribute_exists(gone)", {}, False),
        ("attribute_not_exists(gone)", {}, True),
        ("attribute_type(tags, :type)", {"type": {"S": "SS"}}, True),
        ("attribute_type(tags, :type)", {"type": {"S": "L"}}, False),
        ("contains(tags, :tag)", {"tag": {"S": "vip"}}, True),
        ("contains(tags, :tag)", {"tag": {"S": "none"}}, False),
        ("begins_with(author, :start)", {"start": {"S": "ki"}}, True),
        ("begins_with(author, :start)", {"start": {"S": "im"}}, False),
        ("size(author) = :length", {"length": {"N": "3"}}, True),
        ("size(author) > :length", {"length": {"N": "3"}}, False),
    ],
)
def test_a_write_waits_for_its_condition(
    dynamodb: Any, table: str, *, condition: str, values: Any, met: bool
) -> None:
    new = KEY | {"done": {"BOOL": True}}
    assert put_if(dynamodb, table, new, condition, **values) == met
    found = dynamodb.get_item(TableName=table, Key=KEY)["Item"]
    assert found == (new if met else STORED)


def test_an_insert_replaces_nothing(dynamodb: Any, table: str) -> None:
    assert not put_if(dynamodb, table, KEY, INSERT_ONLY)
    other = KEY | {"note": {"S": "2"}}
    assert put_if(dynamodb, table, other, INSERT_ONLY)
    assert not put_if(dynamodb, table, other, INSERT_ONLY)


def test_a_counter_loses_none_of_many_at_once_and_counts_a_retry_again(
    dynamodb: Any, table: str
) -> None:
    with ThreadPoolExecutor(max_workers=4) as pool:
        sums = list(pool.map(lambda _: count(dynamodb, table, KEY, "calls"), range(12)))
    assert sorted(sums) == list(range(1, 13))
    assert count(dynamodb, table, KEY, "calls") == 13


def test_an_update_creates_what_is_not_there_and_keeps_other_attributes(
    dynamodb: Any, table: str
) -> None:
    assert count(dynamodb, table, KEY | {"note": {"S": "new"}}, "calls") == 1
    count(dynamodb, table, KEY, "calls")
    kept = dynamodb.get_item(TableName=table, Key=KEY)["Item"]
    assert kept == STORED | {"calls": {"N": "1"}}
    dynamodb.put_item(TableName=table, Item=KEY)
    assert dynamodb.get_item(TableName=table, Key=KEY)["Item"] == KEY
