"""Whether the table responds."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from callnotes.adapters.note_items import to_wire


@dataclass(frozen=True)
class DynamoDBHealth:
    """`ports.HealthProbe` of the table."""

    client: Any
    table_name: str
    name: str = "table"

    def is_healthy(self) -> bool:
        """Read a key that no item has: half a read unit."""
        key = to_wire({"pk": "HEALTH", "sk": "HEALTH"})
        try:
            self.client.get_item(TableName=self.table_name, Key=key)
        except (BotoCoreError, ClientError):
            return False
        return True
