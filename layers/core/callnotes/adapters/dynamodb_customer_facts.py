"""Tier and bookings of a customer in DynamoDB."""

from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.adapters.dynamodb_customers import customer_key
from callnotes.adapters.note_items import from_wire, to_wire
from callnotes.domain.escalation import CustomerFacts


@dataclass(frozen=True)
class DynamoDBCustomerFacts:
    """`ports.CustomerReader` on the table."""

    client: Any
    table_name: str

    def get_facts(self, tenant: str, customer_id: str) -> CustomerFacts:
        """Query the customer's partition: half a read unit per started 4 KB."""
        with calling("customer store"):
            answer = self.client.query(
                TableName=self.table_name,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues=to_wire({":pk": customer_key(tenant, customer_id)["pk"]}),
            )
        items = [from_wire(item) for item in answer["Items"]]
        tiers = [item["tier"] for item in items if "tier" in item]
        statuses = [item["status"] for item in items if item["sk"].startswith("BOOKING#")]
        return CustomerFacts(tiers[0] if tiers else "standard", tuple(statuses))
