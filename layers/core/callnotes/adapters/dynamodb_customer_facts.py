"""Tier and bookings of a customer in DynamoDB."""

from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import calling
from callnotes.adapters.customer_items import customer_key
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
        held = from_wire(answer["Items"][0]) if answer["Items"] else {}
        statuses = (booking["status"] for booking in held.get("bookings", ()))
        return CustomerFacts(held.get("tier", "standard"), tuple(statuses))
