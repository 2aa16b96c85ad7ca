"""How many requests of a tenant were leased in a window, in DynamoDB."""

from dataclasses import dataclass

from botocore.exceptions import ClientError

from callnotes.adapters.clients import calling, error_code, make_client
from callnotes.adapters.note_items import Item, to_wire
from callnotes.domain.quota import WINDOW_SECONDS

# Time to live deletes whole items, at no cost, some time after this.
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class DynamoDBQuota:
    """`ports.QuotaLeases` on the table. The client is made at the first lease."""

    table_name: str

    def lease(self, tenant: str, window: int, count: int, most: int) -> bool:
        """Add to the counter unless it would exceed `most`: one conditional write, no retry."""
        try:
            with calling("tenants' counter"):
                make_client("dynamodb", tries=1).update_item(
                    TableName=self.table_name,
                    Key=to_wire(quota_key(tenant, window)),
                    UpdateExpression="ADD leased :count SET expires_at = :expires_at",
                    ConditionExpression=":count <= :most"
                    " AND (attribute_not_exists(leased) OR leased <= :room)",
                    ExpressionAttributeValues=to_wire(
                        {
                            ":count": count,
                            ":most": most,
                            ":room": most - count,
                            ":expires_at": window + WINDOW_SECONDS + KEPT_SECONDS,
                        }
                    ),
                )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True


def quota_key(tenant: str, window: int) -> Item:
    """Return the key of a tenant's counter in a window."""
    return {"pk": f"QUOTA#{tenant}", "sk": f"WINDOW#{window}"}
