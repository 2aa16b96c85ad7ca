"""Tables that code makes, changes, backs up, restores and drops.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def create_table(
    dynamodb: Any, name: str, keys: Mapping[str, str], *, rarely_read: bool = False
) -> None:
    """Create a table; `keys` are names and types (S, N, B): a partition key, maybe a sort key."""
    kinds = ("HASH", "RANGE")
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": k, "KeyType": kind} for k, kind in zip(keys, kinds)],  # noqa: B905 - one key or two
        AttributeDefinitions=[
            {"AttributeName": k, "AttributeType": kind} for k, kind in keys.items()
        ],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        TableClass="STANDARD_INFREQUENT_ACCESS" if rarely_read else "STANDARD",
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name)


def set_throughput(dynamodb: Any, name: str, reads: int, writes: int) -> None:
    """Change the capacity units of a table."""
    units = {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}
    dynamodb.update_table(TableName=name, ProvisionedThroughput=units)


def empty_table(dynamodb: Any, name: str) -> int:
    """Drop a table and create it again; return the number of calls, the same for any size.

    Deleting each item would be a write for each.
    """
    old = dynamodb.describe_table(TableName=name)["Table"]
    dynamodb.delete_table(TableName=name)
    dynamodb.get_waiter("table_not_exists").wait(TableName=name)
    types = {a["AttributeName"]: a["AttributeType"] for a in old["AttributeDefinitions"]}
    create_table(
        dynamodb, name, {k["AttributeName"]: types[k["AttributeName"]] for k in old["KeySchema"]}
    )
    return 3


def restore_backup(dynamodb: Any, name: str, to: str) -> None:
    """Back the table up now, and restore the backup to a new table."""
    made = dynamodb.create_backup(TableName=name, BackupName=f"{name}-now")
    dynamodb.restore_table_from_backup(
        TargetTableName=to, BackupArn=made["BackupDetails"]["BackupArn"]
    )


def restore_point_in_time(dynamodb: Any, name: str, to: str, moment: datetime) -> None:
    """Restore what the table was at a moment of the last 35 days to a new table."""
    dynamodb.restore_table_to_point_in_time(
        SourceTableName=name, TargetTableName=to, RestoreDateTime=moment
    )
