"""A table's point-in-time recovery: dropped when CloudFormation makes the table.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-pointintimerecoveryspecification.html
"""

from callnotes_local.completion.completion import Comparison, Completion, compare_property
from callnotes_local.completion.stack import DeployedStack, Resource

PATH = ("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled")


def apply(stack: DeployedStack, comparison: Comparison) -> None:
    """Switch the recovery of one table."""
    stack.clients.dynamodb.update_continuous_backups(
        TableName=stack.resources[comparison.logical_id].physical_id,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": bool(comparison.expected)},
    )


def _read_stored(stack: DeployedStack, table: Resource) -> bool:
    answer = stack.clients.dynamodb.describe_continuous_backups(TableName=table.physical_id)
    recovery = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    return recovery.get("PointInTimeRecoveryStatus") == "ENABLED"


TABLE_RECOVERY = Completion(
    "table point-in-time recovery",
    compare_property("AWS::DynamoDB::Table", PATH, _read_stored),
    apply,
)
