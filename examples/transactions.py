"""Writes to several tables that happen together or not at all.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
"""

from typing import Any


def close_contact(
    dynamodb: Any, contacts: str, notes: str, contact: str, summary: str
) -> list[str]:
    """Close an open contact and write its summary note; return why not, or nothing.

    The reasons are in the order of the writes: `None` for one that was not at fault,
    `ConditionalCheckFailed` for one that was.
    """
    close = {
        "TableName": contacts,
        "Key": {"id": {"S": contact}},
        "UpdateExpression": "SET #state = :closed",
        "ConditionExpression": "#state = :open",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":closed": {"S": "closed"}, ":open": {"S": "open"}},
    }
    write = {
        "TableName": notes,
        "Item": {"id": {"S": contact}, "text": {"S": summary}},
        "ConditionExpression": "attribute_not_exists(id)",
    }
    try:
        dynamodb.transact_write_items(TransactItems=[{"Update": close}, {"Put": write}])
    except dynamodb.exceptions.TransactionCanceledException as error:
        return [reason["Code"] for reason in error.response["CancellationReasons"]]
    return []
