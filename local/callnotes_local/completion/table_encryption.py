"""A table's encryption under a KMS key: dropped when CloudFormation makes the table.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-ssespecification.html
"""

from callnotes_local.completion.completion import Comparison, Completion, compare_property
from callnotes_local.completion.stack import DeployedStack, Resource

PATH = ("SSESpecification", "SSEEnabled")


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Switch the encryption of one table."""
    stack.clients.dynamodb.update_table(
        TableName=stack.resources[comparison.logical_id].physical_id,
        SSESpecification={"Enabled": bool(comparison.expected)},
    )


def _read_stored(stack: DeployedStack, table: Resource) -> bool:
    answer = stack.clients.dynamodb.describe_table(TableName=table.physical_id)
    return answer["Table"].get("SSEDescription", {}).get("Status") in ("ENABLED", "UPDATING")


TABLE_ENCRYPTION = Completion(
    "table encryption", compare_property("AWS::DynamoDB::Table", PATH, _read_stored), apply
)
