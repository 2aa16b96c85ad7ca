"""A desk is an agent of a new tenant who calls the routes' functions with API Gateway's events."""

import json
from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import DynamoDBCustomers
from callnotes.adapters.dynamodb_tenants import DynamoDBTenants
from callnotes.api.customer_routes import GET_CUSTOMER, LIST_CUSTOMERS, UPDATE_CUSTOMER
from callnotes.api.note_routes import CREATE_NOTE, DELETE_NOTE, GET_NOTE, LIST_NOTES, UPDATE_NOTE
from callnotes.api.route import AnyRoute
from callnotes.api.service_routes import GET_HEALTH
from callnotes.domain.customer import CustomerProfile
from tests.builders import make_change, make_customer, unique
from tests.cloud import Cloud
from tests.gateway import make_claims, make_proxy_event

type Json = dict[str, Any]

NOTE = {"title": "Call back", "body": "Asked about the flight to Jeju."}
CUSTOMER = "customer-1"
PROFILE = {"name": "정다은", "tier": "premium"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Json


@dataclass(frozen=True)
class Desk:
    """Each method is one request with an id of its own."""

    cloud: Cloud
    tenant: str

    @classmethod
    def of_new_tenant(cls, cloud: Cloud) -> "Desk":
        tenant = unique("tenant")
        desk = cls(cloud, tenant)
        desk.given_customer(CUSTOMER)
        tenants = DynamoDBTenants(make_client("dynamodb"), cloud.resources["Table"])
        tenants.set_phone_region(tenant, "KR")
        cloud.faults.clear()
        return desk

    def given_customer(self, customer_id: str, phone_number: str | None = None) -> None:
        """Put a customer of the tenant into the table; no route creates customers.

        Without a number it is no transaction: moto copies the whole table for each.
        """
        store = DynamoDBCustomers(make_client("dynamodb"), self.cloud.resources["Table"])
        profile = CustomerProfile("정다은", "standard", phone_number=phone_number)
        customer = make_customer(profile, tenant=self.tenant, customer_id=customer_id)
        assert store.create_customer(customer, make_change())

    def create(self, key: str | None = None, **changes: Any) -> Answer:
        headers = {"Idempotency-Key": key} if key else {}
        return self.send(CREATE_NOTE, body=json.dumps(NOTE | changes), headers=headers)

    def get(self, note_id: str) -> Answer:
        return self.send(GET_NOTE, path={"note_id": note_id})

    def update(self, note_id: str, version: int, **changes: Any) -> Answer:
        return self.send(
            UPDATE_NOTE,
            body=json.dumps(NOTE | changes),
            headers={"If-Match": f'"{version}"'},
            path={"note_id": note_id},
        )

    def delete(self, note_id: str, version: int) -> Answer:
        return self.send(
            DELETE_NOTE, headers={"If-Match": f'"{version}"'}, path={"note_id": note_id}
        )

    def list_notes(self) -> Answer:
        return self.send(LIST_NOTES)

    def get_customer(self) -> Answer:
        return self.send(GET_CUSTOMER, path={"customer_id": CUSTOMER})

    def list_customers(self, phone: str) -> Answer:
        return self.send(LIST_CUSTOMERS, query={"phone": phone})

    def update_customer(self, version: int, **changes: Any) -> Answer:
        return self.send(
            UPDATE_CUSTOMER,
            body=json.dumps(PROFILE | changes),
            headers={"If-Match": f'"{version}"'},
            path={"customer_id": CUSTOMER},
        )

    def health(self) -> Answer:
        return self.send(GET_HEALTH)

    def given_note(self, **changes: Any) -> str:
        """Create a note before the test's faults begin, and return its id."""
        note_id: str = self.create(**changes).body["note_id"]
        return note_id

    def notes(self) -> list[Json]:
        """Return all the notes the agent has."""
        items: list[Json] = self.list_notes().body["items"]
        return items

    def send(self, route: AnyRoute, **parts: Any) -> Answer:
        """Send one request; fail on a status that the route does not declare."""
        claims = make_claims(tenant=self.tenant)
        event = make_proxy_event(route, **{"claims": claims} | parts)
        event["requestContext"]["requestId"] = unique("request")
        answer = self.cloud.invoke(route.name, event)
        assert answer["statusCode"] in route.statuses, f"{route.name} does not declare it: {answer}"
        body = json.loads(answer["body"]) if answer["body"] else {}
        return Answer(answer["statusCode"], answer["headers"], body)
