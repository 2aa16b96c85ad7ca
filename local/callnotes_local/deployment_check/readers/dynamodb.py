"""Amazon DynamoDB tables."""

from typing import Any, cast

from callnotes_local.clients import Clients
from callnotes_local.completion import Resource
from callnotes_local.deployment_check.readers.reader import Reader, Stored, pick

TABLE = (
    "AttributeDefinitions",
    "DeletionProtectionEnabled",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
    "StreamSpecification",
    "TableName",
)


def read_table(clients: Clients, resource: Resource) -> Stored:
    """A table; completion/ reads time to live, recovery and encryption."""
    table = clients.dynamodb.describe_table(TableName=resource.physical_id)["Table"]
    billing = table.get("BillingModeSummary", {}).get("BillingMode")
    return pick(cast("dict[str, Any]", table), TABLE) | {"BillingMode": billing}


DYNAMODB: dict[str, Reader] = {"AWS::DynamoDB::Table": read_table}
