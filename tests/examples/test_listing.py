from typing import Any

import boto3
import pytest
from moto.s3.models import s3_backends

from examples.listing import list_by_client, list_by_resource, list_some
from tests.cloud import ACCOUNT
from tests.examples.conftest import MakeClient

KEYS = [f"note-{number}" for number in range(5)]


@pytest.fixture
def s3(aws: MakeClient) -> Any:
    client = aws("s3")
    client.create_bucket(Bucket="notes")
    for key in KEYS:
        client.put_object(Bucket="notes", Key=key)
    return client


@pytest.fixture
def calls(s3: Any) -> list[str]:
    made: list[str] = []
    s3.meta.events.register("before-call.s3.ListObjectsV2", lambda **_: made.append("list"))
    return made


def test_client_and_resource_list_the_same(s3: Any) -> None:
    assert list_by_client(s3, "notes") == KEYS
    assert list_by_resource(boto3.resource("s3"), "notes") == KEYS


def test_an_empty_bucket_has_no_contents(s3: Any) -> None:
    s3.create_bucket(Bucket="empty")
    assert "Contents" not in s3.list_objects_v2(Bucket="empty")
    assert list_by_client(s3, "empty") == list_by_resource(boto3.resource("s3"), "empty") == []


def test_a_page_has_1000_keys_and_the_paginator_goes_on(s3: Any, calls: list[str]) -> None:
    for number in range(1000):  # not by the client, which is slower
        s3_backends[ACCOUNT]["aws"].put_object("notes", f"more-{number}", b"")
    assert s3.list_objects_v2(Bucket="notes")["KeyCount"] == 1000
    calls.clear()
    assert len(list_by_client(s3, "notes")) == 1005
    assert len(calls) == 2


def test_page_size_changes_the_calls_and_not_the_output(s3: Any, calls: list[str]) -> None:
    assert list_some(s3, "notes", page_size=2).keys == KEYS
    assert len(calls) == 3


def test_max_items_cuts_the_output_and_its_token_goes_on(s3: Any, calls: list[str]) -> None:
    first = list_some(s3, "notes", max_items=2)
    assert first.keys == KEYS[:2]
    rest = list_some(s3, "notes", starting_token=first.next_token)
    assert (rest.keys, rest.next_token) == (KEYS[2:], None)
    assert len(calls) == 2
