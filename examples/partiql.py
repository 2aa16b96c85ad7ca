"""Items by statements that look like SQL; what a SELECT costs still follows from its keys.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
"""

from typing import Any


def execute(dynamodb: Any, statement: str, *values: str) -> list[dict[str, Any]]:
    """Execute a SELECT, INSERT, UPDATE or DELETE; each ? stands for a string, in order."""
    parameters = {"Parameters": [{"S": value} for value in values]} if values else {}
    items: list[dict[str, Any]] = dynamodb.execute_statement(Statement=statement, **parameters)[
        "Items"
    ]
    return items


def is_scan(statement: str, partition_key: str) -> bool:
    """Whether a SELECT reads the whole table: its WHERE fixes no value of the partition key."""
    _, _, condition = statement.upper().partition(" WHERE ")
    parts = condition.replace('"', "").split(" AND ")
    fixed = (f"{partition_key.upper()} =", f"{partition_key.upper()} IN")
    return " OR " in condition or not any(part.strip().startswith(fixed) for part in parts)
