"""A table's point-in-time recovery: dropped when CloudFormation makes the table.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-pointintimerecoveryspecification.html
"""

from callnotes_local.completion.completion import Comparison, Completion
from callnotes_local.completion.stack import DeployedStack, Resource

PROPERTY = "PointInTimeRecoverySpecification"
ENABLED = "PointInTimeRecoveryEnabled"


def compare(stack: DeployedStack) -> list[Comparison]:
    """Each declared recovery setting beside the stored one."""
    return [
        Comparison(
            table.logical_id,
            (PROPERTY, ENABLED),
            bool(table.properties[PROPERTY].get(ENABLED)),
            _read_stored(stack, table),
        )
        for table in stack.of_type("AWS::DynamoDB::Table")
        if PROPERTY in table.properties
    ]


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


TABLE_RECOVERY = Completion("table point-in-time recovery", compare, apply)
