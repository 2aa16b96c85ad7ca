"""Sessions in a table, so that any instance serves any user, and the next one too.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SECONDS = 1800


@dataclass(frozen=True)
class Sessions:
    """A table with the key `session_id`, whose TTL attribute is `expires_at`."""

    dynamodb: Any
    table: str
    now: Callable[[], float]

    def save(self, session_id: str, data: dict[str, Any]) -> None:
        """Keep the data for half an hour from now."""
        self.dynamodb.put_item(
            TableName=self.table,
            Item={
                "session_id": {"S": session_id},
                "data": {"S": json.dumps(data)},
                "expires_at": {"N": str(int(self.now()) + SECONDS)},
            },
        )

    def read(self, session_id: str) -> dict[str, Any] | None:
        """Return the data; None when it has expired, even if DynamoDB has not deleted it yet."""
        item = self.dynamodb.get_item(
            TableName=self.table, Key={"session_id": {"S": session_id}}, ConsistentRead=True
        ).get("Item")
        if item is None or int(item["expires_at"]["N"]) <= self.now():
            return None
        data: dict[str, Any] = json.loads(item["data"]["S"])
        return data


def create_sessions_table(dynamodb: Any, table: str) -> None:
    """Create the table, with its TTL."""
    dynamodb.create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "session_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "session_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.update_time_to_live(
        TableName=table,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"},
    )
