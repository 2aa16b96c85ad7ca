"""A table's time to live: dropped when CloudFormation makes the table.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-timetolivespecification.html
"""

from typing import Any, cast

from callnotes_local.completion.completion import Comparison, Completion, compare_property
from callnotes_local.completion.stack import DeployedStack, Resource

PROPERTY = "TimeToLiveSpecification"


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Set the time to live of one table."""
    stack.clients.dynamodb.update_time_to_live(
        TableName=stack.resources[comparison.logical_id].physical_id,
        TimeToLiveSpecification=cast("Any", comparison.expected),
    )


def _read_stored(stack: DeployedStack, table: Resource) -> dict[str, object]:
    answer = stack.clients.dynamodb.describe_time_to_live(TableName=table.physical_id)
    stored = answer["TimeToLiveDescription"]
    enabled = stored.get("TimeToLiveStatus") in ("ENABLED", "ENABLING")
    return {"AttributeName": stored.get("AttributeName"), "Enabled": enabled}


TABLE_TTL = Completion(
    "table time to live", compare_property("AWS::DynamoDB::Table", (PROPERTY,), _read_stored), apply
)
