"""Requests about escalations, and how each of their statuses comes about."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from callnotes.adapters.clients import make_client
from callnotes.adapters.escalation_items import decision_to_item, escalation_to_item
from callnotes.adapters.note_items import to_wire
from callnotes.api.route import AnyRoute
from callnotes.domain.escalation import State
from tests.builders import make_actor, make_change, make_decision, make_escalation
from tests.faults.desk import CUSTOMER, Desk
from tests.gateway import make_claims

type Parts = dict[str, Any]

SORA = "user-sora"
REQUEST = {"reason": "The refund is late again.", "severity": "normal"}
DECISION = {"verdict": "approve", "comment": "Go ahead."}


def given_escalation(desk: Desk, state: State) -> str:
    """Put an escalation of a colleague; an approved one has Sora's decision."""
    made = replace(make_escalation(state, actor=make_actor(desk.tenant)), customer_id=CUSTOMER)
    item = escalation_to_item(made, make_change())
    if state == "approved":
        item["decision"] = decision_to_item(make_decision(by=SORA))
    table = desk.cloud.resources["Table"]
    make_client("dynamodb").put_item(TableName=table, Item=to_wire(item))
    return made.escalation_id


def case_of(desk: Desk, route: AnyRoute) -> Parts:
    """Return what makes a request about an escalation succeed; of another kind, nothing."""
    if route.name == "create_escalation":
        return {"body": request_of(desk.given_note(customer_id=CUSTOMER)), "headers": {}}
    if route.name == "get_escalation":
        return {"path": {"escalation_id": given_escalation(desk, "approved")}}
    if route.name == "decide_escalation":
        return decide(desk, "approved")
    return {}


def request_of(note_id: str, **changes: str) -> str:
    return json.dumps({**REQUEST, "note_id": note_id, **changes})


def decide(desk: Desk, state: State, **changes: Any) -> Parts:
    """Return Sora's request to decide an escalation in this state."""
    return {
        "path": {"escalation_id": given_escalation(desk, state)},
        "body": json.dumps(DECISION | changes),
        "claims": make_claims(tenant=desk.tenant, sub=SORA, role="supervisor"),
        "headers": {},
    }


def of_a_key_of_another_body(desk: Desk, route: AnyRoute) -> Parts:
    note_id = desk.given_note(customer_id=CUSTOMER)
    headers = {"Idempotency-Key": "key"}
    desk.send(route, body=request_of(note_id), headers=headers)
    return {"body": request_of(note_id, reason="Another."), "headers": headers}


NOBODYS = {"path": {"escalation_id": "a" * 26}}
# Where a status comes about otherwise than for notes and customers.
MADE_OF: dict[tuple[str, int], Callable[[Desk, AnyRoute], Parts]] = {
    ("create_escalation", 404): lambda _desk, _route: {"body": request_of("a" * 26)},
    ("create_escalation", 409): lambda desk, _route: {"body": request_of(desk.given_note())},
    ("create_escalation", 422): of_a_key_of_another_body,
    ("get_escalation", 404): lambda _desk, _route: NOBODYS,
    ("decide_escalation", 404): lambda _desk, _route: NOBODYS,
    ("decide_escalation", 409): lambda desk, _route: decide(desk, "deciding"),
}
