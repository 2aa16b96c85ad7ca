from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from examples.waiting import NotReady, create_bucket, create_table

CREATING = {"Table": {"TableStatus": "CREATING"}}
ACTIVE = {"Table": {"TableStatus": "ACTIVE"}}
QUICK = {"delay": 0, "attempts": 3}


def make_stub(service: str) -> Stubber:
    client: Any = boto3.client(  # type: ignore[call-overload]
        service, region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s"
    )
    return Stubber(client)


@pytest.fixture
def dynamodb() -> Iterator[Stubber]:
    with make_stub("dynamodb") as stub:
        stub.add_response("create_table", {})
        yield stub


def test_a_table_is_asked_for_until_it_is_active(dynamodb: Stubber) -> None:
    dynamodb.add_client_error("describe_table", "ResourceNotFoundException")
    dynamodb.add_response("describe_table", CREATING)
    dynamodb.add_response("describe_table", ACTIVE)
    create_table(dynamodb.client, "notes", **QUICK)
    dynamodb.assert_no_pending_responses()


def test_a_table_that_is_not_ready_in_time_is_an_error(dynamodb: Stubber) -> None:
    for _ in range(3):
        dynamodb.add_response("describe_table", CREATING)
    with pytest.raises(NotReady, match="not ready after 3 questions"):
        create_table(dynamodb.client, "notes", **QUICK)


def test_a_bucket_is_asked_for_until_it_exists() -> None:
    with make_stub("s3") as s3:
        s3.add_response("create_bucket", {})
        s3.add_client_error("head_bucket", "404", http_status_code=404)
        s3.add_response("head_bucket", {"ResponseMetadata": {"HTTPStatusCode": 200}})
        create_bucket(s3.client, "notes", **QUICK)
        s3.assert_no_pending_responses()
