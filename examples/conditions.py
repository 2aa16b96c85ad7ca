"""Writes under a condition, and a counter.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from collections.abc import Mapping
from typing import Any

type Item = Mapping[str, Any]

INSERT_ONLY = "attribute_not_exists(author) AND attribute_not_exists(note)"


def put_if(dynamodb: Any, table: str, item: Item, condition: str, **values: Any) -> bool:
    """Put the item when what is under its key meets the condition; return whether it did.

    `values` are what `:name` stands for.
    """
    given = {f":{name}": value for name, value in values.items()}
    more = {"ExpressionAttributeValues": given} if given else {}
    try:
        dynamodb.put_item(TableName=table, Item=item, ConditionExpression=condition, **more)
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return False
    return True


def count(dynamodb: Any, table: str, key: Item, name: str) -> int:
    """Add one, whoever else does at the same time; return the sum.

    A call that comes again counts again: it is not idempotent.
    """
    answer = dynamodb.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="ADD #name :one",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"][name]["N"])
