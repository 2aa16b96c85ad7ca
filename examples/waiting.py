"""A create call returns before the resource is there: a waiter asks until it is, then gives up.

https://docs.aws.amazon.com/boto3/latest/guide/clients.html#waiters
"""

from typing import Any

from botocore.exceptions import WaiterError


class NotReady(Exception):
    """The resource was not there in time; it may still come."""


def create_table(dynamodb: Any, name: str, *, delay: int = 2, attempts: int = 20) -> None:
    """Create a table and return when it takes items; raise NotReady after the last attempt."""
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    _wait(dynamodb.get_waiter("table_exists"), delay, attempts, TableName=name)


def create_bucket(s3: Any, name: str, *, delay: int = 2, attempts: int = 20) -> None:
    """Create a bucket and return when it can be used; raise NotReady after the last attempt."""
    s3.create_bucket(Bucket=name)
    _wait(s3.get_waiter("bucket_exists"), delay, attempts, Bucket=name)


def _wait(waiter: Any, delay: int, attempts: int, **resource: str) -> None:
    try:
        waiter.wait(**resource, WaiterConfig={"Delay": delay, "MaxAttempts": attempts})
    except WaiterError as error:
        raise NotReady(f"{resource}: not ready after {attempts} questions: {error}") from error
