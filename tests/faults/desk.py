"""An agent of a new tenant who speaks to the functions of the routes as the gateway does."""

import json
from dataclasses import dataclass
from typing import Any

from callnotes.adapters.clients import make_client
from callnotes.adapters.dynamodb_customers import customer_key
from callnotes.adapters.note_items import to_wire
from callnotes.api.note_routes import CREATE_NOTE, DELETE_NOTE, GET_NOTE, LIST_NOTES, UPDATE_NOTE
from callnotes.api.route import AnyRoute
from callnotes.api.service_routes import GET_HEALTH
from tests.builders import unique
from tests.cloud import Cloud
from tests.gateway import make_claims, make_proxy_event

type Json = dict[str, Any]

NOTE = {"title": "Call back", "body": "Asked about the flight to Jeju."}
CUSTOMER = "customer-1"


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
        key = customer_key(tenant, CUSTOMER)
        make_client("dynamodb").put_item(TableName=cloud.resources["Table"], Item=to_wire(key))
        cloud.faults.clear()
        return cls(cloud, tenant)

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
        """Send one request; an answer with a status that the route does not declare fails."""
        claims = make_claims(tenant=self.tenant)
        event = make_proxy_event(route, **{"claims": claims} | parts)
        event["requestContext"]["requestId"] = unique("request")
        answer = self.cloud.invoke(route.name, event)
        assert answer["statusCode"] in route.statuses, f"{route.name} does not declare it: {answer}"
        body = json.loads(answer["body"]) if answer["body"] else {}
        return Answer(answer["statusCode"], answer["headers"], body)
