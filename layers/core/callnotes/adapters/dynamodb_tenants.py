"""Settings of contact centers in DynamoDB."""

from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.adapters.note_items import Item, from_wire, to_wire


def tenant_key(tenant: str) -> Item:
    """Return the primary key of a tenant's settings."""
    return {"pk": f"SETTINGS#{tenant}", "sk": "SETTINGS"}


@dataclass(frozen=True)
class DynamoDBTenants:
    """`ports.TenantStore` on the table."""

    client: Any
    table_name: str

    def get_phone_region(self, tenant: str) -> str | None:
        """Read the tenant's settings: half a read unit."""
        with calling("tenant store"):
            answer = self.client.get_item(
                TableName=self.table_name, Key=to_wire(tenant_key(tenant))
            )
        region: str | None = from_wire(answer.get("Item", {})).get("phone_region")
        return region

    def set_phone_region(self, tenant: str, region: str) -> None:
        """Put the tenant's settings."""
        item = tenant_key(tenant) | {"entity": "tenant_settings", "phone_region": region}
        with calling("tenant store"):
            self.client.put_item(TableName=self.table_name, Item=to_wire(item))
